import Controllers
import TrialStore

/// Trials that ended well and have no reward.
extension SearchRunner {
  /// How many of the last values of a metric are shown.
  private static let shownValues = 5

  /// What kind of failure it is, and why in words: of numbers that are not finite, which metric it was and how it came
  /// there.
  func noReward(_ id: Int, _ error: any Error) throws -> (failure: TrialFailure, reason: String) {
    let failure = TrialFailure(error)
    let reason = reason(of: error)
    guard failure == .notFinite, let metrics = running[id] else { return (failure, reason) }
    let needed = Set(definition.reward.metrics + definition.goals.metrics)
    let culprits = metrics.filter { !$0.value.isFinite && (needed.isEmpty || needed.contains($0.key)) }.keys
      .sorted()
    let attempt = try environment.store.trial(search: record.id, number: id)?.attempt
    try storeReports(of: id)
    let reports = try environment.store.measurements(search: record.id, number: id).filter {
      $0.attempt == attempt
    }
    let histories = culprits.prefix(3).map { name in
      let values = reports.filter { $0.metrics[name] != nil }.suffix(Self.shownValues).map { report in
        "\(report.metrics[name] ?? .nan)" + (report.step.map { " at step \($0)" } ?? "")
      }
      return values.isEmpty
        ? "'\(name)' is \(metrics[name] ?? .nan)" : "'\(name)' was \(values.joined(separator: ", "))"
    }
    return (failure, ([reason] + histories).joined(separator: "; "))
  }
}

extension Goals {
  /// The metrics that they need.
  fileprivate var metrics: [String] { objectives.map(\.metric) + limits.map(\.metric) }
}
