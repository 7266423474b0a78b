import Controllers
import Launchers
import TrialStore

/// Hearing of trials: what they report, and how they end.
extension SearchRunner {
  func handle(_ event: TrialEvent) async throws {
    switch event {
    case .measurement(let id, let measurement):
      try take(measurement, of: id)
      try await judge(id, measurement)
    case .notice(let id, let notice):
      try environment.store.log(
        search: record.id, trial: id, kind: notice.kind.rawValue, payload: .string(notice.text))
      await listener(.notice(name: record.name, trial: id, notice.text))
    case .ended(let id, let exit): try await ended(id, exit)
    case .lost(let id, let reason): try await lost(id, reason)
    }
  }

  func take(_ measurement: TrialMeasurement, of id: Int) throws {
    if let reason = measurement.infeasible { infeasible[id] = reason }
    if measurement.metrics.isEmpty { return }
    running[id, default: [:]].merge(measurement.metrics) { $1 }
    unstored[id, default: []].append(
      NewMeasurement(line: measurement.line, step: measurement.step, metrics: measurement.metrics))
  }

  /// Stores what trials have reported.
  func storeReports() throws {
    for id in unstored.keys.sorted() { try storeReports(of: id) }
  }

  func storeReports(of id: Int) throws {
    guard let reports = unstored.removeValue(forKey: id) else { return }
    try environment.store.record(search: record.id, number: id, reports)
  }

  func ended(_ id: Int, _ exit: ExitRecord) async throws {
    let times = (exit.startedAt, exit.endedAt)
    exits[id] = exit
    defer { exits[id] = nil }
    // However it ended: it has said that it would not end well.
    if let reason = infeasible[id] {
      return try await finish(id, state: .infeasible, reward: nil, reason: reason, times: times)
    }
    switch exit.outcome {
    case .exited(code: 0): try await score(id, times: times)
    case .stopped:
      if let stop = early.decided[id] {
        try await finishEarly(id, stop, times: times)
      } else if case .ending(let outcome) = ending, outcome != .interrupted {
        try await finish(
          id, state: .stopped, reward: nil, reason: "the search ended: \(outcome.reason)", times: times)
      } else {
        try await lost(id, "it was stopped")
      }
    default:
      let (cause, reason) = folder(id).failure(exit)
      try await failed(id, reason: reason, failure: TrialFailure(cause), times: times)
    }
  }

  func score(_ id: Int, times: (Double, Double)? = nil) async throws {
    do {
      let reward = try await definition.reward.value(of: metrics(of: id))
      _ = try definition.goals.score(reward: reward, metrics: metrics(of: id))
      try await finish(id, state: .completed, reward: reward, reason: nil, times: times)
    } catch let error as StoreError {
      throw error
    } catch {
      let (failure, reason) = try noReward(id, error)
      try await failed(id, reason: reason, failure: failure, isTrained: true, times: times)
    }
  }

  func finish(
    _ id: Int, state: TrialState, reward: Double?, reason: String?, failure: TrialFailure? = nil,
    times: (Double, Double)? = nil
  ) async throws {
    let times = times ?? watches[id].map { ($0.startedAt, $0.startedAt + $0.seconds) }
    watches[id] = nil
    let usage = await freeSlot(of: id, state: state, failure: failure)
    let trial = try environment.store.finish(
      search: record.id, number: id, state: state, reward: reward, metrics: metrics(of: id), reason: reason,
      failure: failure, startedAt: times?.0, endedAt: times?.1, usage: usage, reports: unstored[id] ?? [])
    unstored[id] = nil
    running[id] = nil
    infeasible[id] = nil
    try await endMeasuring(of: id)
    guard let trial else { return }
    if let outcome = TrialResult.Outcome(
      state: state, reward: trial.reward, metrics: trial.metrics, failure: trial.failure, goals: definition.goals)
    {
      try learn(id, trial.architecture, outcome, trial.metrics, trial.failure)
    }
    try noteEnd(of: trial)
    await listener(.ended(progress, trial))
    await noticeUnwatched(trial)
    if ending == nil { await checkRules() }
  }

  func learn(
    _ id: Int, _ text: String, _ outcome: TrialResult.Outcome, _ metrics: [String: Double],
    _ failure: TrialFailure?
  ) throws {
    view.add(id, outcome, failure: failure)
    countInfeasible(outcome, metrics)
    controller.tell(
      TrialResult(number: id, architecture: try architecture(text), outcome: outcome, metrics: metrics))
  }
}
