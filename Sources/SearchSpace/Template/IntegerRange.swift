import Foundation

/// The whole numbers that an `int` chooses from: from `lower` to at most `upper`, in steps.
public struct IntegerRange: Sendable, Hashable {
  /// The least value.
  public let lower: Int
  /// No value is greater.
  public let upper: Int
  /// The distance between neighbours, 1 or more.
  public let step: Int
  /// Whether ratios count rather than differences: 1 to 2 is then as far as 512 to 1024.
  public let isLogarithmic: Bool

  /// Describes a range; see ``SearchSpace/init(_:canonical:)`` for what is checked.
  public init(lower: Int, upper: Int, step: Int = 1, isLogarithmic: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.step = step
    self.isLogarithmic = isLogarithmic
  }

  /// What is wrong with it, or nil.
  var problem: String? {
    if step < 1 { return "the step of int must be 1 or more, got \(step)" }
    if lower > upper { return "int's lower bound \(lower) lies above its upper bound \(upper)" }
    let (span, overflows) = upper.subtractingReportingOverflow(lower)
    if overflows || span == .max { return "int from \(lower) to \(upper) has more values than fit" }
    if isLogarithmic, lower < 1 {
      return "int with log = true needs a lower bound of 1 or more, got \(lower)"
    }
    return nil
  }

  /// How many values there are.
  public var count: Int { (upper - lower) / step + 1 }

  /// The value of a choice from 0.
  public func value(of choice: Int) -> Int { lower + choice * step }

  /// The choice that gives a value, or nil.
  public func choice(of value: Int) -> Int? {
    guard value >= lower, value <= upper, (value - lower) % step == 0 else { return nil }
    return (value - lower) / step
  }

  /// Where a choice lies between the first (0) and the last (1), in the range's own measure.
  public func position(of choice: Int) -> Double {
    let last = count - 1
    if last == 0 { return 0 }
    if !isLogarithmic { return Double(choice) / Double(last) }
    return log(Double(value(of: choice)) / Double(lower)) / log(Double(value(of: last)) / Double(lower))
  }

  /// The choice that lies nearest to a position; the inverse of ``position(of:)``.
  public func choice(at position: Double) -> Int {
    let last = count - 1
    let exact: Double
    if isLogarithmic {
      let ratio = Double(value(of: last)) / Double(lower)
      exact = (Double(lower) * pow(ratio, position) - Double(lower)) / Double(step)
    } else {
      exact = position * Double(last)
    }
    return min(last, max(0, Int(exact.rounded())))
  }
}
