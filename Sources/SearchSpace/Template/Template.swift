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
