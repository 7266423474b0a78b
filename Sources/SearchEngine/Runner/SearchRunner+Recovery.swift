import Controllers
import Foundation
import Launchers
import PlainJSON
import TrialStore

extension SearchRunner {
  /// Takes up what an earlier controller left, wherever it was killed: replays the history to the controller, takes
  /// over trials that still run, collects those that ended meanwhile, and notes which have to be started again.
  ///
  /// - Returns: what was found, or nil for a search that has only begun.
  func recover() async throws -> SearchUpdate.Resumption? {
    let trials = try environment.store.trials(search: record.id)
    guard !trials.isEmpty else { return nil }
    var found = SearchUpdate.Resumption()
    let byNumber = Dictionary(trials.map { ($0.number, $0) }) { first, _ in first }
    for (number, stop) in try environment.store.earlyStops(search: record.id)
    where byNumber[number]?.attempt == stop.attempt {
      early.decided[number] = stop
    }
    for entry in try environment.store.history(search: record.id) {
      switch entry {
      case .proposed(let number, let text):
        try controller.began(Proposal(number: number, architecture: try architecture(text)))
      case .finished(let number, let text, let state, let reward, let metrics, let failure):
        found.ended += 1
        if let outcome = TrialResult.Outcome(
          state: state, reward: reward, metrics: metrics, failure: failure, goals: definition.goals)
        {
          try learn(number, text, outcome, metrics, failure)
        }
        if let trial = byNumber[number] {
          try replay(trial)
          try noteEnd(of: trial)
        }
      }
    }
    nextNumber = (trials.map(\.number).max() ?? 0) + 1
    elapsedBefore = trials.timeRun ?? 0
    try recoverMeasured()
    for trial in trials where !trial.state.isFinal {
      if trial.state == .pending {
        waiting.append(trial)
        found.restarted += 1
      } else {
        switch try await recover(trial) {
        case .adopted: found.adopted += 1
        case .collected: found.collected += 1
        case .restarted: found.restarted += 1
        }
      }
    }
    return found
  }

  enum Recovered { case adopted, collected, restarted }

  private func recover(_ trial: TrialRecord) async throws -> Recovered {
    let folder = folder(trial.number)
    // A folder that still tells of an earlier attempt means that this one never began. One that cannot be read tells
    // nothing, and who is at work in it is at work for this attempt.
    let isCurrent = (try? folder.spec()).map { $0.attempt == trial.attempt } ?? folder.isSupervised
    if !isCurrent, let recovered = await recoverMeasuring(trial) { return recovered }
    let adoption = isCurrent ? await launcher.adopt(id: trial.number, folder: folder) : .lost
    switch adoption {
    case .running:
      running[trial.number] = [:]
      await occupySlot(of: trial.number, folder)
      try await takeUp(trial)
      return .adopted
    case .ended(let exit):
      running[trial.number] = [:]
      try replay(trial)
      try collect(trial.number, folder)
      if exit.needsUnwrapping { await unwrap(trial.number) }
      try await ended(trial.number, exit)
      return .collected
    case .lost:
      if early.decided[trial.number] != nil { running[trial.number] = try lastMetrics(of: trial) }
      if isCurrent { await unwrap(trial.number) }
      try await lost(trial.number, wordsOfLoss(isCurrent), isOwn: isCurrent)
      return .restarted
    }
  }

  /// Why a trial is gone that an earlier controller left. Supervisors outlive controllers: one that was at work and is gone
  /// has been killed itself.
  private func wordsOfLoss(_ hadBegun: Bool) -> String {
    if case .function = definition.trainer { return "the process that ran it ended before it did" }
    return hadBegun
      ? "its supervisor is gone without a word: it was killed, or the machine was restarted"
      : "the controller ended before it began"
  }

  /// The last value of each metric that a trial has reported.
  private func lastMetrics(of trial: TrialRecord) throws -> [String: Double] {
    try environment.store.measurements(search: record.id, number: trial.number)
      .filter { $0.attempt == trial.attempt }
      .reduce(into: [:]) { $0.merge($1.metrics) { $1 } }
  }

  /// Reads what a trial reported while nobody watched.
  private func collect(_ number: Int, _ folder: TrialFolder) throws {
    var metrics = TrialMetrics(folder, readsOutput: definition.readsOutput)
    for report in metrics.rest() {
      if case .measurement(let measurement) = report {
        try take(measurement, of: number)
        _ = early.take(measurement, of: number)
      }
    }
  }
}
