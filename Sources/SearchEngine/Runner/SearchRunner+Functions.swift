import Launchers
import PlainJSON
import Synchronization
import TrialStore

/// Trainers that are functions of this process.
extension SearchRunner {
  func startFunction(
    _ number: Int, _ table: JSON, _ overrides: TrialOverrides,
    _ body: @escaping @Sendable (JSON, JSON, @escaping Trainer.Report) async throws -> [String: Double]
  ) {
    let config = JSON.object(config(with: overrides))
    let seed = trialSeed(number)
    let timeout = overrides.timeout ?? timeout
    functions[number] = Task { [post] in
      let lines = LineCounter()
      let watch = Task {
        guard let timeout, (try? await Task.sleep(for: .seconds(min(timeout, 1e9)))) != nil else { return }
        post.yield(.functionOverdue(id: number))
      }
      defer { watch.cancel() }
      do {
        let final = try await TrialSeed.$current.withValue(seed) {
          try await body(table, config) { step, metrics in
            await self.reported(number, TrialMeasurement(line: lines.next(), step: step, metrics: metrics))
            try Task.checkCancellation()
          }
        }
        post.yield(.functionEnded(id: number, .success(final)))
      } catch let error as InfeasibleArchitecture {
        post.yield(
          .functionEnded(id: number, .failure(FunctionFailure(reason: error.reason, isInfeasible: true))))
      } catch {
        post.yield(.functionEnded(id: number, .failure(FunctionFailure(reason: String(describing: error)))))
      }
    }
  }

  func functionEnded(_ id: Int, _ result: Result<[String: Double], FunctionFailure>) async throws {
    functions[id] = nil
    let isOverdue = overdue.remove(id) != nil
    switch result {
    case .success(let metrics):
      running[id, default: [:]].merge(metrics) { $1 }
      try await score(id)
    case .failure(let failure) where failure.isInfeasible:
      try await finish(id, state: .infeasible, reward: nil, reason: failure.reason)
    case .failure(let failure):
      if let stop = early.decided[id] { return try await finishEarly(id, stop) }
      if case .ending(let outcome) = ending {
        if outcome == .interrupted { return try await lost(id, "it was stopped") }
        return try await finish(id, state: .stopped, reward: nil, reason: "the search ended: \(outcome.reason)")
      }
      let overrides = TrialOverrides(
        json: isOverdue ? try environment.store.trial(search: record.id, number: id)?.overrides : nil)
      let limit =
        (overrides.timeout ?? timeout).map { " of \($0 == $0.rounded() ? Span.text($0) : "\($0) s")" } ?? ""
      try await failed(
        id, reason: isOverdue ? "timed out: it ran longer than its limit\(limit)" : failure.reason,
        failure: TrialFailure(isOverdue ? .timedOut : FailureCause(words: failure.reason)))
    }
  }

  func functionIsOverdue(_ id: Int) {
    guard let task = functions[id] else { return }
    overdue.insert(id)
    task.cancel()
  }

  /// Ends every function and waits until none runs.
  func endFunctions() async {
    for task in functions.values { task.cancel() }
    for task in functions.values { await task.value }
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
