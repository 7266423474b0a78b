import Controllers

/// Early stopping at work in a simulation: what ``SearchRunner`` does with it, on the virtual clock.
public struct EarlyStoppingWatcher: TrialWatcher {
  private let definition: EarlyStopping
  private var stopper: EarlyStopper?
  /// How many reports of each running trial the rule knows.
  private var known: [Int: Int] = [:]

  /// Makes it for a search without trials.
  public init(_ definition: EarlyStopping) {
    self.definition = definition
    if case .rule(let stopper) = definition.decider { self.stopper = stopper }
  }

  public mutating func reported(_ trial: WatchedTrial) async throws -> String? {
    guard case .function(let decide) = definition.decider else { return take(trial)?.reason }
    let running = Self.running(trial)
    guard let reason = try await decide(running) else { return nil }
    return "\(definition.name): at step \(running.step): \(reason)"
  }

  public mutating func ended(_ trial: WatchedTrial, isCompleted: Bool) {
    // The last report came with the end: nothing is decided by it, but a rule learns from it.
    _ = take(trial)
    known[trial.number] = nil
    stopper?.end(trial: trial.number, isCompleted: isCompleted)
  }

  /// Gives the rule what it does not know yet, and tells what it says to the last of it.
  private mutating func take(_ trial: WatchedTrial) -> EarlyStopper.Decision? {
    var decision: EarlyStopper.Decision?
    for report in trial.measurements.dropFirst(known[trial.number] ?? 0) {
      decision = stopper?.report(trial: trial.number, step: report.step, metrics: report.metrics)
    }
    known[trial.number] = trial.measurements.count
    return decision
  }

  private static func running(_ trial: WatchedTrial) -> RunningTrial {
    RunningTrial(
      number: trial.number, architecture: trial.architecture,
      reports: trial.measurements.map { .init(step: $0.step, metrics: $0.metrics) },
      metrics: trial.measurements.reduce(into: [:]) { $0.merge($1.metrics) { $1 } }, elapsed: trial.elapsed,
      search: trial.search)
  }
}
