import Controllers
import PlainJSON
import SearchSpace

/// What the store keeps of a definition: enough to show it, and to tell whether a script still means the same search.
public struct StoredSearch: Sendable {
  /// The JSON in the store.
  public let json: JSON

  /// Reads the store's JSON.
  public init(json: JSON) { self.json = json }

  /// Describes a definition, with the settings that the command line gave instead of the script.
  public init(_ definition: SearchDefinition, overrides: [String: JSON]) {
    let trainer: JSON =
      if case .command(let arguments) = definition.trainer { .array(arguments.map { .string($0) }) } else {
        "function"
      }
    json = [
      "version": 1, "space": definition.space.document, "trainer": trainer,
      "proxy": .object(definition.proxy), "full": definition.full.map { .object($0) } ?? .null,
      "reward": .string(definition.reward.name), "goals": definition.goals.document ?? .null,
      "controller": .string(definition.controller.storedName),
      "controller_options": .object(definition.controller.options),
      "limits": [
        "max": .integer(definition.limits.max), "parallel": .integer(definition.limits.parallel),
        "timeout": definition.limits.timeout.map { .number($0) } ?? .null,
      ],
      "measures": .array(definition.measures.map(\.document)),
      "stop": .array(definition.stopRules.map { .string($0.name) }),
      "early_stopping": definition.earlyStopping.map {
        .object($0.settings.merging(["name": .string($0.name)]) { $1 })
      }
        ?? .null,
      "surroundings": definition.surroundings.isEmpty ? .null : definition.surroundings.document,
      "retry": definition.retry?.document ?? .null, "data": definition.data?.document ?? .null,
      "directory": .string(definition.directory), "script": definition.script.map { .string($0) } ?? .null,
      "overrides": .object(overrides),
    ]
  }

  /// The script that defined the search.
  public var script: String? { json["script"]?.stringValue }
  /// Where it was started.
  public var directory: String? { json["directory"]?.stringValue }
  /// What the command line gave instead of the script.
  public var overrides: [String: JSON] { json["overrides"]?.objectValue ?? [:] }
  /// What the search is after besides its reward.
  public var goals: Goals { get throws { try Goals(document: json["goals"]) } }
  /// Trials that it may have.
  var maxTrials: Int? { json["limits"]?["max"]?.intValue }
  /// The space, for reading the stored architectures.
  public func space() throws -> SearchSpace { try SearchSpace(document: json["space"] ?? .null) }

  /// What must not change while a search lives, and does.
  func difference(from other: StoredSearch) -> String? {
    if !hasSameSpace(as: other) { return "its search space" }
    if json["controller"] != other.json["controller"] { return "its controller" }
    // A search of an earlier version has no such member.
    if (json["goals"] ?? .null) != (other.json["goals"] ?? .null) { return "its objectives or limits" }
    // Only what decides whether an architecture is trained; how it is measured may be mended, like a trainer.
    if measureLimits != other.measureLimits { return "the metrics or limits of its measures" }
    return nil
  }

  /// Whether both search the same.
  func hasSameSpace(as other: StoredSearch) -> Bool { spaceText == other.spaceText }

  /// The document of the space as this version writes it.
  private var spaceText: String? {
    guard let document = json["space"] else { return nil }
    if document["version"]?.intValue == SearchSpace.documentVersion { return document.text }
    return (try? SearchSpace(document: document))?.document.text
  }
}
