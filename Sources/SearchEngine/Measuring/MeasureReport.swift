import Launchers
import Suggestions

/// What a measure's program reported.
struct MeasureReport {
  /// The values of each metric in order.
  var values: [String: [Double]] = [:]
  var infeasible: String?

  /// Reads what a program left in its folder.
  init(of folder: TrialFolder) {
    var metrics = TrialMetrics(folder, readsOutput: true)
    for report in metrics.rest() {
      guard case .measurement(let measurement) = report else { continue }
      infeasible = measurement.infeasible ?? infeasible
      for (name, value) in measurement.metrics { values[name, default: []].append(value) }
    }
  }

  /// What a function gave.
  init(_ metrics: [String: Double]) { values = metrics.mapValues { [$0] } }

  /// What it means for a measure.
  func result(for measure: Measure) throws(MeasureFailure) -> Measured {
    var result = Measured(
      measure: measure.metric, metrics: values.compactMapValues(\.last), infeasible: infeasible)
    if infeasible != nil { return result }
    // What is timed counts by the clock, whatever the program says of itself.
    let source = measure.timing?.isWallTime == true ? TimedRuns.metric : measure.metric
    guard let values = values[source], let last = values.last else {
      throw MeasureFailure(reason: missing(measure), isMissing: true)
    }
    if let bad = values.first(where: { !$0.isFinite }) {
      throw MeasureFailure(reason: "\(measure.metric) is \(bad)", isMissing: false)
    }
    guard let timing = measure.timing else {
      result.metrics[measure.metric] = last
      return result
    }
    if let problem = timing.problem(with: values, of: measure.metric) {
      throw MeasureFailure(reason: problem, isMissing: true)
    }
    let summary = timing.summary(of: values)
    if timing.isWallTime { result.metrics[TimedRuns.metric] = nil }
    result.metrics.merge(summary.metrics(measure.metric)) { $1 }
    result.repetitions = summary.count
    result.warmUp = timing.warmUp
    return result
  }

  /// What is left of repeated values that do.
  func summary(for measure: Measure) -> MeasureSummary? {
    let source = measure.timing?.isWallTime == true ? TimedRuns.metric : measure.metric
    guard infeasible == nil, let timing = measure.timing, let values = values[source],
      values.count > timing.warmUp
    else { return nil }
    return timing.summary(of: values)
  }

  private func missing(_ measure: Measure) -> String {
    let names = values.keys.sorted()
    if names.isEmpty {
      guard case .command = measure.body else { return "its function returned no metrics" }
      return
        "it reported nothing; it must print \(measure.metric)=VALUE or a JSON object on standard output, or append "
        + "JSON lines to the file in LUNAS_METRICS"
        + (measure.timing == nil ? "" : "; wall_time = true times the program itself")
    }
    let near =
      UnknownName(kind: "metric", name: measure.metric, known: names).nearest.map { "; did you mean '\($0)'?" }
      ?? ""
    return "it reported \(names.joined(separator: ", ")), not \(measure.metric)\(near)"
  }
}

/// Why a measure that ended well has no result.
struct MeasureFailure: Error, CustomStringConvertible {
  let reason: String
  /// Whether the metric was not reported, or not often enough; else it is no finite number.
  let isMissing: Bool
  var description: String { reason }
}
