import Foundation

/// The numbers that a `float` chooses from, both ends included.
public struct FloatRange: Sendable, Hashable {
  /// The least value.
  public let lower: Double
  /// The greatest value.
  public let upper: Double
  /// Whether ratios count rather than differences.
  public let isLogarithmic: Bool

  /// Describes a range; see ``SearchSpace/init(_:canonical:)`` for what is checked.
  public init(lower: Double, upper: Double, isLogarithmic: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.isLogarithmic = isLogarithmic
  }

  /// What is wrong with it, or nil.
  var problem: String? {
    if !lower.isFinite || !upper.isFinite { return "float's bounds must be finite, got \(lower) and \(upper)" }
    if lower > upper { return "float's lower bound \(lower) lies above its upper bound \(upper)" }
    if isLogarithmic, lower <= 0 { return "float with log = true needs a lower bound above 0, got \(lower)" }
    if !(upper - lower).isFinite { return "float from \(lower) to \(upper) is wider than a number can say" }
    return nil
  }

  /// Whether there is only one value.
  public var isSingle: Bool { lower == upper }

  /// Whether a value lies inside.
  public func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// Where a value lies between the lower end (0) and the upper (1), in the range's own measure.
  public func position(of value: Double) -> Double {
    if isSingle { return 0 }
    return isLogarithmic ? log(value / lower) / log(upper / lower) : (value - lower) / (upper - lower)
  }

  /// The value at a position; the inverse of ``position(of:)``.
  public func value(at position: Double) -> Double {
    let value = isLogarithmic ? lower * pow(upper / lower, position) : lower + position * (upper - lower)
    return min(upper, max(lower, value))
  }
}
