import PlainJSON

/// A search space as a user writes it: any table whose leaves may be decisions.
public indirect enum Template: Sendable, Hashable {
  /// A value without decisions.
  case constant(JSON)
  /// Values in order.
  case list([Template])
  /// Named values. Decisions are numbered in the byte order of the names, since a Lua table has no order of its own.
  case table([String: Template])
  /// A choice point.
  case decision(Decision)

  /// The table's members in the order in which their decisions are numbered.
  static func ordered(_ members: [String: Template]) -> [(key: String, value: Template)] {
    members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

/// One choice point.
public struct Decision: Sendable, Hashable {
  /// What is chosen from.
  public enum Kind: Sendable, Hashable {
    /// One of the candidates; each may hold decisions of its own, which exist only where it is chosen.
    case oneOf([Template])
    /// A whole number from `lower` to `upper`, both included, in steps.
    case integer(lower: Int, upper: Int, step: Int)
    /// A list of elements, each decided on its own; the length is a whole number or a decision that gives one.
    case listOf(length: Template, element: Template)
  }

  /// What is chosen from.
  public var kind: Kind

  /// Makes a choice point.
  public init(_ kind: Kind) { self.kind = kind }
}
