import Controllers
import Foundation
import Launchers
import PlainJSON
import TrialStore

/// What comes of measures.
extension SearchRunner {
  func hear(_ message: MeasureMessage) async throws {
    switch message {
    case .process(.ended(let id, let exit)): try await measureEnded(id, exit)
    case .process(.lost(let id, let reason)):
      guard let index = measuring.current[id] else { return }
      try await endMeasuring(of: id)
      try await lost(id, "measure '\(definition.measures[index].metric)': \(reason)")
    // What it reports is read when it has ended.
    case .process: break
    case .functionEnded(let id, let result): try await functionMeasured(id, result)
    case .overdue(let id, let index):
      guard measuring.current[id] == index else { return }
      overdue.insert(id)
      functions[id]?.cancel()
    case .next(let id): try await goOn(id)
    }
  }

  private func measureEnded(_ id: Int, _ exit: ExitRecord) async throws {
    guard running[id] != nil, let index = measuring.current[id] else { return }
    let measure = definition.measures[index]
    let folder = folder(of: measure, id)
    let report = MeasureReport(of: folder)
    // However it ended: it has said that this cannot be trained.
    guard exit.outcome == .exited(code: 0) || report.infeasible != nil else {
      if exit.outcome == .stopped { return try await stopped(id, ending?.outcome ?? .interrupted) }
      let (cause, reason) = folder.failure(exit)
      return try await fail(id, "measure '\(measure.metric)': \(reason)", TrialFailure(cause))
    }
    try await take(report, of: id, measure, seconds: exit.endedAt - exit.startedAt, (try? folder.spec())?.slot)
  }

  private func functionMeasured(_ id: Int, _ result: Result<[String: Double], FunctionFailure>) async throws {
    functions[id] = nil
    let isOverdue = overdue.remove(id) != nil
    guard running[id] != nil, let index = measuring.current[id] else { return }
    let measure = definition.measures[index]
    switch result {
    case .success(let metrics): try await take(MeasureReport(metrics), of: id, measure, seconds: nil, nil)
    case .failure(let failure) where failure.isInfeasible:
      try await finish(id, state: .infeasible, reward: nil, reason: failure.reason)
    case .failure(let failure):
      if case .ending(let outcome) = ending { return try await stopped(id, outcome) }
      let limit = Span.text(measure.timeout)
      try await fail(
        id,
        "measure '\(measure.metric)': "
          + (isOverdue ? "timed out: it ran longer than its limit of \(limit)" : failure.reason),
        TrialFailure(isOverdue ? .timedOut : FailureCause(words: failure.reason)))
    }
  }

  /// Stores a result, and goes on with what follows from it.
  private func take(
    _ report: MeasureReport, of id: Int, _ measure: Measure, seconds: Double?, _ slot: Slot?
  ) async throws {
    var measured: Measured
    do throws(MeasureFailure) { measured = try report.result(for: measure) } catch {
      let failure: TrialFailure = error.isMissing ? .noMetric : .notFinite
      return try await fail(id, "measure '\(measure.metric)': \(error)", failure)
    }
    measured.seconds = seconds
    measured.place = slot?.words
    try environment.store.log(search: record.id, trial: id, kind: Measured.kind, payload: measured.document)
    measuring.done[id, default: []].append(measured)
    try await endCurrent(of: id)
    await tellNoise(report, of: id, measure)
    try await goOn(id)
  }

  func fail(_ id: Int, _ reason: String, _ failure: TrialFailure) async throws {
    try await endCurrent(of: id)
    try await failed(id, reason: reason, failure: failure)
  }

  /// A trial that is measured, or was, while the search ends.
  func stopped(_ id: Int, _ outcome: SearchOutcome) async throws {
    try await endCurrent(of: id)
    measuring.ready.removeAll { $0 == id }
    if outcome == .interrupted { return try await lost(id, "it was stopped") }
    try await finish(id, state: .stopped, reward: nil, reason: "the search ended: \(outcome.reason)")
  }

  /// Says of a measure once that what it gives says little; each trial of which that is so has its event.
  private func tellNoise(_ report: MeasureReport, of id: Int, _ measure: Measure) async {
    guard let summary = report.summary(for: measure), summary.isNoisy, let spread = summary.spread else { return }
    let words =
      "measure '\(measure.metric)' is noisy: the middle 80 % of \(summary.count) repetitions lie between "
      + "\(MeasureNumber.text(summary.p10)) and \(MeasureNumber.text(summary.p90)), \(Int((spread * 100).rounded())) % of the "
      + "median \(MeasureNumber.text(summary.median)); architectures that differ by less cannot be told apart"
    try? environment.store.log(search: record.id, trial: id, kind: "noisy_measure", payload: .string(words))
    guard measuring.noisy.insert(measure.metric).inserted else { return }
    let advice =
      measure.reservation == nil
      ? "; reserved = true keeps others off its device" : "; more repetitions or warm-up may help"
    await listener(.notice(name: record.name, trial: id, words + advice))
  }

  // MARK: Ends

  /// A trial's measure is over; the next in its queue begins.
  private func endCurrent(of id: Int) async throws {
    guard measuring.current.removeValue(forKey: id) != nil else { return }
    measuring.waiting.removeAll { $0 == id }
    // What it took in turn with the trials; what is kept is nobody's.
    await environment.slots.free(ticket(id))
    if let next = measuring.queue.leave(id) {
      if case .ending = ending {
        post.yield(.measuring(.next(id: next)))
        return
      }
      try await beginCurrent(next)
    }
  }

  /// A trial has ended, or is put back.
  func endMeasuring(of id: Int) async throws {
    if definition.measures.isEmpty { return }
    try await endCurrent(of: id)
    measuring.ready.removeAll { $0 == id }
    if running[id] == nil { measuring.done[id] = nil }
  }

  /// Ends what is measured, when the search ends.
  func stopMeasuring() async {
    if definition.measures.isEmpty { return }
    await measurer.stopAll()
    // Those that wait have no process that could be stopped.
    for id in measuring.queue.waiting + measuring.waiting + measuring.ready {
      post.yield(.measuring(.next(id: id)))
    }
  }

  /// Counts those that broke the limit of a measure.
  func countInfeasible(_ outcome: TrialResult.Outcome, _ metrics: [String: Double]) {
    guard case .infeasible = outcome,
      let measure = definition.measures.first(where: { $0.violation(metrics) != nil })
    else { return }
    view.infeasibleBy[measure.metric, default: 0] += 1
  }
}
