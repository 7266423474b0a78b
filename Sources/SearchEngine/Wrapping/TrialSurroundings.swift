import Launchers
import PlainJSON

/// What stands around a trainer that is a program: a wrapper, such as a container, and the variables that it gets.
public struct TrialSurroundings: Sendable, Equatable {
  /// What is put before the trainer's arguments; has placeholders.
  public var wrap: [String] = []
  /// A command that ends what the wrapper may have left behind, run after trials that did not end by themselves; has
  /// placeholders.
  public var unwrap: [String] = []
  /// Variables with their values, which have placeholders.
  public var variables: [String: String] = [:]
  /// The variables of this process that trainers inherit; nil for all but those that are meant for this process alone.
  public var inherited: [String]?

  /// Makes surroundings without anything in them.
  public init() {}

  /// Whether there are any.
  public var isEmpty: Bool { self == TrialSurroundings() }

  /// What the store keeps: everything but the values of secrets.
  var document: JSON {
    [
      "wrap": .array(wrap.map { .string($0) }), "unwrap": .array(unwrap.map { .string($0) }),
      "variables": .object(
        Dictionary(
          uniqueKeysWithValues: variables.map { ($0, SecretName.isSecret($0) ? .null : .string($1)) })),
      "inherited": inherited.map { .array($0.map { .string($0) }) } ?? .null,
    ]
  }
}
