import Controllers
import Foundation
import Launchers
import PlainJSON
import Synchronization
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
    for entry in try environment.store.history(search: record.id) {
      switch entry {
      case .proposed(let number, let text):
        controller.began(Proposal(number: number, architecture: try architecture(text)))
      case .finished(let number, let text, let state, let reward):
        try learn(number, text, state, reward)
        found.ended += 1
      }
    }
    nextNumber = (trials.map(\.number).max() ?? 0) + 1
    let times = trials.compactMap { trial in trial.startedAt.flatMap { start in trial.endedAt.map { ($0, start) } }
    }
    setElapsedBefore((times.map(\.0).max() ?? 0) - (times.map(\.1).min() ?? 0))
    for trial in trials where !trial.state.isFinal {
      if trial.state == .pending {
        waiting.append(trial)
        found.restarted += 1
      } else {
        try await recover(trial, &found)
      }
    }
    return found
  }

  private func recover(_ trial: TrialRecord, _ found: inout SearchUpdate.Resumption) async throws {
    let folder = folder(trial.number)
    // A folder that still tells of an earlier attempt means that this one never began.
    let isCurrent = (try? folder.spec())?.attempt == trial.attempt
    switch isCurrent ? await launcher.adopt(id: trial.number, folder: folder) : .lost {
    case .running:
      running[trial.number] = [:]
      found.adopted += 1
    case .ended(let exit):
      running[trial.number] = [:]
      var tail = MetricsTail(path: folder.metricsPath)
      for case .measurement(let measurement) in tail.read(final: true) { try take(measurement, of: trial.number) }
      try await ended(trial.number, exit)
      found.collected += 1
    case .lost:
      try await lost(trial.number, "the controller was killed before it ended")
      found.restarted += 1
    }
  }
}

/// Numbers the reports of a trainer that is a function.
final class LineCounter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
