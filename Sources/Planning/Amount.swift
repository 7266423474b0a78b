import Foundation
import Randomness

/// A number that is known more or less well, such as the hours of a trial.
public enum Amount: Sendable, Equatable {
  case exact(Double)
  /// What it is below once in ten, what it is in the middle, and what it is above once in ten.
  case range(PlanRange)
  /// What was measured; at least one.
  case measured([Double])

  /// The mean: of a range that of the distribution which ``drawMean(_:)`` draws from, whose long side counts for more.
  public var mean: Double {
    switch self {
    case .exact(let value): value
    case .range(let range): range.mean
    case .measured(let values): values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
  }

  /// The number in the middle.
  public var median: Double {
    switch self {
    case .exact(let value): value
    case .range(let range): range.median
    case .measured(let values): PlanRange.quantile(0.5, of: values.sorted())
    }
  }

  /// Whether it says how far off it may be.
  var isExact: Bool {
    switch self {
    case .exact: true
    case .range(let range): range.low == range.high
    case .measured(let values): Set(values).count < 2
    }
  }

  /// What can be wrong with it, in words; nil for a number, or numbers in order, above zero (or `zero` itself).
  func problem(allowsZero: Bool) -> String? {
    let isGood = { (value: Double) in value.isFinite && (allowsZero ? value >= 0 : value > 0) }
    switch self {
    case .exact(let value): return isGood(value) ? nil : PlanError.text(value)
    case .measured(let values):
      if values.isEmpty { return "an empty list" }
      return values.first { !isGood($0) }.map { "a list with \(PlanError.text($0))" }
    case .range(let range):
      let parts = [range.low, range.median, range.high]
      if let bad = parts.first(where: { !isGood($0) }) { return "a range with \(PlanError.text(bad))" }
      if range.low == 0 && range.high > 0 { return "a range that begins at 0" }
      return range.low <= range.median && range.median <= range.high
        ? nil
        : "low \(PlanError.text(range.low)), median \(PlanError.text(range.median)), high \(PlanError.text(range.high))"
    }
  }

  /// One thing that it may be: for what is the same for a whole search.
  ///
  /// Measured numbers are one of them.
  func draw(_ generator: inout SeededGenerator) -> Double {
    switch self {
    case .exact(let value): value
    case .range(let range): range.draw(&generator)
    case .measured(let values): values[generator.index(values.count)]
    }
  }

  /// What each of many trials may take in one simulated search.
  ///
  /// Of measured numbers a bootstrap: as many are drawn from them with repeats, and the trials then draw from these. So
  /// few measurements make a plan less sure, and many do not. A range is what is not known of the mean: one number for
  /// all trials.
  func drawForTrials(_ generator: inout SeededGenerator) -> TrialTimes {
    switch self {
    case .exact(let value): return .same(value)
    case .range(let range): return .same(range.draw(&generator))
    case .measured(let values):
      return .drawn(values.map { _ in values[generator.index(values.count)] })
    }
  }
}

/// The hours of the trials of one simulated search.
enum TrialTimes {
  case same(Double)
  case drawn([Double])

  func next(_ generator: inout SeededGenerator) -> Double {
    switch self {
    case .same(let value): value
    case .drawn(let values): values[generator.index(values.count)]
    }
  }
}

/// A number with its range: one time in ten it is below `low`, one time in ten above `high`.
public struct PlanRange: Sendable, Equatable {
  public var low: Double
  public var median: Double
  public var high: Double

  /// Makes a range.
  public init(low: Double, median: Double, high: Double) {
    self.low = low
    self.median = median
    self.high = high
  }

  /// The range of simulated values; at least one.
  init(of values: [Double]) {
    let sorted = values.sorted()
    self.init(
      low: Self.quantile(0.1, of: sorted), median: Self.quantile(0.5, of: sorted),
      high: Self.quantile(0.9, of: sorted))
  }

  /// A quantile of sorted values, linear between neighbours.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    guard let last = sorted.last else { return .nan }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// How many standard deviations a tenth lies from the middle of a normal distribution.
  static let tenth = 1.2815515655446004

  /// The logarithms' standard deviations below and above the median.
  private var deviations: (below: Double, above: Double) {
    guard median > 0, low > 0 else { return (0, 0) }
    return (log(median / low) / Self.tenth, log(high / median) / Self.tenth)
  }

  /// A value: log-normal on either side, so that the three numbers are its quantiles.
  func draw(_ generator: inout SeededGenerator) -> Double {
    let z = generator.normal()
    return median * exp(z * (z < 0 ? deviations.below : deviations.above))
  }

  /// The mean of what ``draw(_:)`` gives: half of a log-normal on each side of the median.
  var mean: Double {
    let half = { (deviation: Double) in
      exp(deviation * deviation / 2) * 0.5 * (1 + erf(deviation / 2.squareRoot()))
    }
    let mirrored = { (deviation: Double) in
      exp(deviation * deviation / 2) * 0.5 * (1 - erf(deviation / 2.squareRoot()))
    }
    return median * (half(deviations.above) + mirrored(deviations.below))
  }
}

extension SeededGenerator {
  /// A number from the standard normal distribution (Box and Muller).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * .pi * unit())
  }
}
