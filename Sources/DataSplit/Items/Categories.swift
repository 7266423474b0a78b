/// A value for each item out of few: a label, a group. Names are kept once.
public struct Categories: Sendable, Equatable {
  /// In the order in which they were first met.
  public var names: [String]
  /// For each item the position of its name, or ``missing``.
  public var codes: [UInt32]

  /// The code of an item without a value.
  public static let missing = UInt32.max

  /// Makes categories; none by default.
  public init(names: [String] = [], codes: [UInt32] = []) {
    self.names = names
    self.codes = codes
  }

  /// How many items have each name.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for code in codes where code != Self.missing { counts[Int(code)] += 1 }
    return counts
  }
}
