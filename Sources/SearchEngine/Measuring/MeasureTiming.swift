import Foundation

/// How one number is made of what a measure reports again and again.
public struct MeasureTiming: Sendable, Equatable {
  /// What of the values counts.
  public enum Statistic: String, Sendable, CaseIterable {
    case median, mean, min, max, p90, p99
  }

  /// The first values, which do not count.
  public var warmUp = 0
  /// How many values there must be after those; nil for any number.
  public var repetitions: Int?
  public var statistic = Statistic.median
  /// Whether the program reports nothing and is run again and again instead, each time by the clock: the values are
  /// milliseconds from its start to its end.
  public var isWallTime = false

  /// Makes the usual: the median of all values.
  public init() {}

  /// How often a program is run whose time is taken.
  public var runs: Int { warmUp + (repetitions ?? Self.usualRepetitions) }

  /// Warm-up and repetitions of a program whose time is taken, where nothing is said.
  public static let usualWarmUp = 3
  public static let usualRepetitions = 20

  /// Why the values do not do, or nil where they do.
  func problem(with values: [Double], of metric: String) -> String? {
    let least = warmUp + max(1, repetitions ?? 1)
    if values.count >= least { return nil }
    let wanted =
      repetitions.map { "\(warmUp) for warm-up and \($0) repetitions are asked for" }
      ?? "the first \(warmUp) are for warm-up"
    return "it reported \(metric) \(values.count == 1 ? "once" : "\(values.count) times"), but \(wanted)"
  }

  /// What counts of values that do.
  func summary(of values: [Double]) -> MeasureSummary {
    MeasureSummary(Array(values.dropFirst(warmUp)), statistic: statistic)
  }
}

/// Repeated values of one metric as a few numbers.
struct MeasureSummary: Equatable {
  let value: Double
  let median: Double
  let p10: Double
  let p90: Double
  let p99: Double
  let count: Int

  /// - Parameter values: at least one.
  init(_ values: [Double], statistic: MeasureTiming.Statistic) {
    let sorted = values.sorted()
    count = sorted.count
    median = Self.quantile(0.5, of: sorted)
    p10 = Self.quantile(0.1, of: sorted)
    p90 = Self.quantile(0.9, of: sorted)
    p99 = Self.quantile(0.99, of: sorted)
    value =
      switch statistic {
      case .median: median
      case .mean: sorted.reduce(0, +) / Double(sorted.count)
      case .min: sorted[0]
      case .max: sorted[sorted.count - 1]
      case .p90: p90
      case .p99: p99
      }
  }

  /// How far the middle 80 % of the values are apart, as a share of the median; nil where that is 0.
  var spread: Double? { median == 0 ? nil : (p90 - p10) / abs(median) }

  /// Whether the values say more about what disturbs them than about an architecture. Two values tell nothing of that, and of
  /// three or four one may be off by chance, so that only a great spread counts.
  var isNoisy: Bool {
    guard count >= 3, let spread else { return false }
    return spread > (count < 5 ? Self.noise.ofFew : Self.noise.ofMany)
  }

  /// The spread from which on values count as noisy: architectures that differ by less cannot be told apart.
  private static let noise = (ofFew: 0.5, ofMany: 0.2)

  /// As metrics, under the metric's name and names derived from it.
  func metrics(_ name: String) -> [String: Double] {
    var metrics = [name: value, "\(name)_p10": p10, "\(name)_p90": p90, "\(name)_p99": p99]
    metrics["\(name)_spread"] = spread
    return metrics
  }

  /// The names of ``metrics(_:)``.
  static func names(_ name: String) -> [String] {
    [name] + ["p10", "p90", "p99", "spread"].map { "\(name)_\($0)" }
  }

  /// Between neighbours by their distance, as NumPy does.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let (low, part) = (Int(place), place - place.rounded(.down))
    return low + 1 < sorted.count ? sorted[low] + part * (sorted[low + 1] - sorted[low]) : sorted[low]
  }
}

extension Measure {
  /// The metrics that it is known to give.
  public var metrics: [String] { timing == nil ? [metric] : MeasureSummary.names(metric) }
}
