import PlainJSON
import TrialStore

/// One training of a fixed run, as far as it is known: its curve, and where its time went. Times are in seconds.
public struct FixedTraining: Sendable {
  /// A value of the metric.
  public struct Point: Sendable, Equatable {
    public let step: Int
    public let value: Double
    /// Since the start.
    public let seconds: Double
  }

  /// What start-up time was read from.
  public enum StartUpSign: String, Sendable {
    /// The first look at its GPUs that saw them compute.
    case gpu
    /// The first report, less the time between two.
    case reports
    /// The only report: the time until then has training in it.
    case onlyReport = "only_report"

    var words: String {
      switch self {
      case .gpu: "until a GPU was first seen to compute"
      case .reports: "until the first report, less the time between two reports"
      case .onlyReport: "until the only report, so with training in it"
      }
    }
  }

  public let trial: TrialRecord
  /// The last value of each step, by step.
  public let curve: [Point]
  /// From its start to its end; nil while it runs.
  public let seconds: Double?
  /// Until the first report.
  public let firstReport: Double?
  /// Between two reports, as the median; nil where there are fewer than two.
  public let interval: Double?
  /// From the last report to the end.
  public let afterLastReport: Double?
  public let startUp: (seconds: Double, sign: StartUpSign)?

  /// Looks up a trial.
  ///
  /// - Parameter metric: whose curve it is; nil for none.
  public init(_ trial: TrialRecord, of search: Int64, metric: String?, in store: TrialStore) throws {
    let reports = try store.measurements(search: search, number: trial.number)
      .filter { $0.attempt == trial.attempt }
    self.init(trial, reports, metric: metric)
  }

  init(_ trial: TrialRecord, _ reports: [StoredMeasurement], metric: String?) {
    self.trial = trial
    let span = trial.startedAt.flatMap { start in trial.endedAt.map { $0 - start } }
    seconds = span
    let start = trial.startedAt
    // The controller may hear of a report a little late, but no report is later than the end.
    let after = { (time: Double) in Swift.max(0, Swift.min(time - (start ?? time), span ?? .infinity)) }
    var points: [Int: Point] = [:]
    for report in reports {
      guard let metric, let step = report.step, let value = report.metrics[metric], value.isFinite else {
        continue
      }
      points[step] = Point(step: step, value: value, seconds: after(report.time))
    }
    curve = points.values.sorted { $0.step < $1.step }
    let times = start == nil ? [] : reports.map { after($0.time) }
    firstReport = times.first
    interval = Middle.of(zip(times, times.dropFirst()).map { $1 - $0 })
    afterLastReport = times.last.flatMap { last in span.map { $0 - last } }
    startUp = Self.startUp(first: firstReport, interval, seconds: span, trial.usage?["gpu"])
  }

  /// A look at a GPU is worth as much as there are many of them.
  private static let looksEnough = 10

  private static func startUp(
    first: Double?, _ interval: Double?, seconds: Double?, _ gpu: JSON?
  ) -> (Double, StartUpSign)? {
    if let looks = gpu?["samples"]?.intValue, looks >= looksEnough, let seconds,
      let before = gpu?["samples_before_use"]?.intValue
    {
      let idle = seconds * Double(before) / Double(looks)
      return (min(idle, first ?? idle), .gpu)
    }
    guard let first else { return nil }
    return interval.map { (max(0, first - $0), .reports) } ?? (first, .onlyReport)
  }

  /// The members are id, state, attempt, reward, seconds, start_up, start_up_from (`"gpu"`, `"reports"`,
  /// `"only_report"`), first_report, interval, after_last_report, curve (step, value, seconds) and reason; what is not known
  /// is null.
  public var json: JSON {
    [
      "id": .integer(trial.number), "state": .string(trial.state.rawValue), "attempt": .integer(trial.attempt),
      "reward": JSON(trial.reward), "seconds": JSON(seconds), "start_up": JSON(startUp?.seconds),
      "start_up_from": startUp.map { .string($0.sign.rawValue) } ?? .null, "first_report": JSON(firstReport),
      "interval": JSON(interval), "after_last_report": JSON(afterLastReport),
      "curve": .array(
        curve.map { ["step": .integer($0.step), "value": .number($0.value), "seconds": .number($0.seconds)] }),
      "reason": trial.reason.map { .string($0) } ?? .null,
    ]
  }
}

extension JSON {
  /// A number, or null.
  init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
}

/// The value in the middle.
enum Middle {
  /// The median; nil of nothing.
  static func of(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    return sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
