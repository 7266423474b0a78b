/// One value for every active decision of a search space.
public struct Architecture: Sendable, Hashable {
  /// The chosen index for each point of the space, ``inactive`` where the point does not exist. A continuous decision
  /// has the bits of its value in the place of an index; see ``choice(for:)``.
  public var choices: [Int]

  /// Stands for a point that does not exist in this architecture. As bits of a number it is none, so that no value of a
  /// continuous decision is like it.
  public static let inactive = -1

  /// Makes an architecture from its choices; see ``SearchSpace/validate(_:)``.
  public init(choices: [Int]) { self.choices = choices }

  /// The value of a continuous decision as it stands among the choices.
  public static func choice(for value: Double) -> Int { Int(bitPattern: UInt(value.bitPattern)) }

  /// The value of a continuous decision.
  public static func value(of choice: Int) -> Double { Double(bitPattern: UInt64(UInt(bitPattern: choice))) }

  /// Whether a point exists.
  public func isActive(_ point: Int) -> Bool { choices[point] != Self.inactive }
}
