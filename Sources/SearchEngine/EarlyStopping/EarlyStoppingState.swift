import Controllers
import Launchers
import TrialStore

/// What a running search keeps for early stopping.
struct EarlyStoppingState: Sendable {
  private var stopper: EarlyStopper?
  /// The reports of trials that run, where a function wants to see them.
  private var reports: [Int: [RunningTrial.Report]]?
  /// Of each source of a trial's reports, the last number that was taken in, by this controller or an earlier one.
  private var known: [Int: [MetricsPlace.Source: Int]] = [:]
  /// Trials that are to end, by number.
  var decided: [Int: StoredEarlyStop] = [:]

  /// A function sees the latest reports of a trial, not more than these.
  private static let reportLimit = 10_000

  init(_ definition: EarlyStopping?) {
    switch definition?.decider {
    case .rule(let stopper): self.stopper = stopper
    case .function: reports = [:]
    case nil: break
    }
  }

  /// Whether anything looks at reports.
  var isOn: Bool { stopper != nil || reports != nil }

  /// Takes in a report. What a rule decides counts only where it is asked for; a line that was taken in before changes
  /// nothing.
  ///
  /// - Returns: whether the report was new, and the decision of a rule.
  mutating func take(_ measurement: TrialMeasurement, of trial: Int) -> (isNew: Bool, EarlyStopper.Decision?) {
    let place = MetricsPlace(line: measurement.line)
    guard place.number > known[trial]?[place.source] ?? 0 else { return (false, nil) }
    known[trial, default: [:]][place.source] = place.number
    if reports != nil {
      reports?[trial, default: []].append(.init(step: measurement.step, metrics: measurement.metrics))
      if let count = reports?[trial]?.count, count > Self.reportLimit { reports?[trial]?.removeFirst(count / 2) }
    }
    return (true, stopper?.report(trial: trial, step: measurement.step, metrics: measurement.metrics))
  }

  /// What a trial has reported.
  func reports(of trial: Int) -> [RunningTrial.Report] { reports?[trial] ?? [] }

  /// Forgets a trial that is started again.
  mutating func restart(_ trial: Int) {
    stopper?.restart(trial: trial)
    reports?[trial] = nil
    known[trial] = nil
  }

  mutating func end(_ trial: Int, isCompleted: Bool) {
    stopper?.end(trial: trial, isCompleted: isCompleted)
    reports?[trial] = nil
    known[trial] = nil
    decided[trial] = nil
  }
}
