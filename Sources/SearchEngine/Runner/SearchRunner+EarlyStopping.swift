import Controllers
import Foundation
import Launchers
import PlainJSON
import TrialStore

/// Ending trials that are not worth their time.
///
/// The decision is in the store before anything is done about it, so a controller that comes after this one ends the
/// trial as well. A trial that comes to its own end before that reaches it counts as if nobody had decided anything.
extension SearchRunner {
  /// Looks at a trial that has just reported, and ends it where that is decided.
  func judge(_ id: Int, _ measurement: TrialMeasurement) async throws {
    // A line without metrics says that the architecture cannot be trained.
    guard early.isOn, !measurement.metrics.isEmpty else { return }
    let (isNew, decision) = early.take(measurement, of: id)
    guard isNew, canBeEnded(id) else { return }
    if let decision { return try await endEarly(id, decision) }
    guard case .function(let decide) = definition.earlyStopping?.decider,
      let name = definition.earlyStopping?.name,
      let trial = try view(of: id)
    else { return }
    do {
      guard let reason = try await decide(trial), canBeEnded(id) else { return }
      try await endEarly(
        id,
        EarlyStopper.Decision(rule: name, step: trial.step, reason: "\(name): at step \(trial.step): \(reason)"))
    } catch let error as StoreError {
      throw error
    } catch {
      // As with stop rules: shown once, and the search goes on without it.
      guard failedRules.insert("early_stopping").inserted else { return }
      let notice = "early stopping failed and is ignored: \(error)"
      try environment.store.log(
        search: record.id, trial: id, kind: "early_stopping_failed", payload: .string(notice))
      await listener(.notice(name: record.name, trial: id, notice))
    }
  }

  /// A trainer that is a function has reported; whoever calls this goes on when it is clear that the trial does.
  func reported(_ id: Int, _ measurement: TrialMeasurement) async {
    guard functions[id] != nil, running[id] != nil else { return }
    do {
      try take(measurement, of: id)
      // No file holds it.
      try storeReports(of: id)
      try await judge(id, measurement)
    } catch {
      post.yield(.broke(error))
    }
  }

  /// Asks the trainer of a trial to end, as was decided by this controller or by an earlier one.
  func endDecided(_ id: Int) async {
    functions[id]?.cancel()
    await launcher.stop(id: id)
  }

  /// Ends a trial for good, with what it is worth as it is, where that can be told.
  func finishEarly(_ id: Int, _ stop: StoredEarlyStop, times: (Double, Double)? = nil) async throws {
    let reward = try? await definition.reward.evaluate(metrics(of: id))
    try await finish(
      id, state: .stopped, reward: reward.flatMap { $0.isFinite ? $0 : nil }, reason: stop.reason, times: times)
  }

  /// Told of every end, live and in replay.
  func noteEnd(of trial: TrialRecord) throws {
    guard early.isOn else { return }
    view.earlyStopping.add(
      trial, reports: try environment.store.reports(search: record.id, number: trial.number),
      isEarly: early.decided[trial.number] != nil)
    early.end(trial.number, isCompleted: trial.state == .completed)
  }

  /// Says once that a rule watches what a completed trial has never reported: it would never end anything.
  func noticeUnwatched(_ trial: TrialRecord) async {
    guard trial.state == .completed, case .rule(let stopper) = definition.earlyStopping?.decider,
      trial.metrics[stopper.watch.metric] == nil, failedRules.insert("unwatched").inserted
    else { return }
    let reported = trial.metrics.keys.sorted().joined(separator: ", ")
    let notice =
      "early stopping watches the metric '\(stopper.watch.metric)', which trial \(trial.number) has not reported, only "
      + "\(reported.isEmpty ? "nothing" : reported); no trial can be ended by it"
    await listener(.notice(name: record.name, trial: trial.number, notice))
  }

  /// Gives the rule what an ended or a running trial has reported to earlier controllers.
  ///
  /// - Returns: what the rule says to the last report.
  @discardableResult
  func replay(_ trial: TrialRecord) throws -> EarlyStopper.Decision? {
    guard early.isOn else { return nil }
    var decision: EarlyStopper.Decision?
    for report in try environment.store.measurements(search: record.id, number: trial.number)
    where report.attempt == trial.attempt {
      decision =
        early.take(
          TrialMeasurement(line: report.line, step: report.step, metrics: report.metrics), of: trial.number
        ).1
    }
    return decision
  }

  /// Takes up a trial that still runs: ends it where that was decided, or would have been with its last report.
  func takeUp(_ trial: TrialRecord) async throws {
    let decision = try replay(trial)
    if early.decided[trial.number] != nil {
      await endDecided(trial.number)
    } else if let decision {
      try await endEarly(trial.number, decision)
    }
  }

  private func canBeEnded(_ id: Int) -> Bool {
    guard running[id] != nil, early.decided[id] == nil, !failedRules.contains("early_stopping") else {
      return false
    }
    if case .ending = ending { return false }
    return true
  }

  private func endEarly(_ id: Int, _ decision: EarlyStopper.Decision) async throws {
    guard let trial = try environment.store.trial(search: record.id, number: id) else { return }
    let stop = StoredEarlyStop(
      attempt: trial.attempt, rule: decision.rule, step: decision.step, reason: decision.reason)
    try storeReports(of: id)
    try environment.store.log(stop, search: record.id, trial: id)
    early.decided[id] = stop
    await endDecided(id)
  }

  private func view(of id: Int) throws -> RunningTrial? {
    guard let trial = try environment.store.trial(search: record.id, number: id) else { return nil }
    // Of a trial that an earlier controller started, only the clock tells.
    let elapsed = watches[id]?.seconds ?? trial.startedAt.map { Date().timeIntervalSince1970 - $0 } ?? 0
    return RunningTrial(
      number: id, architecture: definition.space.table(of: try architecture(trial.architecture)),
      reports: early.reports(of: id), metrics: metrics(of: id), elapsed: max(0, elapsed),
      search: progress.view)
  }
}
