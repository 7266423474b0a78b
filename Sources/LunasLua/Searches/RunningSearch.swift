import Foundation
import Locking
import SearchEngine

/// A search that runs in this process, or has run in it: where it stands, its end, and how to interrupt it.
final class RunningSearch: Sendable {
  /// How it ended: with an outcome, or by breaking off.
  typealias End = Result<SearchOutcome, any Error>

  private struct State {
    var runner: SearchRunner?
    var progress: SearchUpdate.Progress?
    /// Runs since the progress was heard of.
    var heard = Stopwatch()
    var isStopping = false
    var stopReason: String?
  }

  let name: String
  /// Whether nobody waits for it from its start.
  let isBackground: Bool
  let end = Once<End>()
  private let state = Locked(State())

  /// The searches whose functions (trainers, rewards, stop rules) the current task runs.
  @TaskLocal static var within: Set<String> = []

  init(name: String, isBackground: Bool) {
    self.name = name
    self.isBackground = isBackground
  }

  var isRunning: Bool { end.value == nil }

  /// Whether it was asked to end and has not yet.
  var isStopping: Bool { isRunning && state.withLock { $0.isStopping } }

  /// The latest progress, with the time that has passed since; nil until the search has looked at its history.
  var progress: (progress: SearchUpdate.Progress, age: Double)? {
    state.withLock { state in
      state.progress.map { ($0, state.heard.seconds) }
    }
  }

  /// Runs it in a task of its own.
  func begin(_ runner: SearchRunner, context: LunasContext) {
    state.withLock { $0.runner = runner }
    let (name, isBackground) = (name, isBackground)
    Self.$within.withValue(Self.within.union([name])) {
      _ = Task {
        do {
          let outcome = try await runner.run()
          context.note(outcome)
          self.finish(.success(outcome))
        } catch {
          if isBackground { await context.listener(.broke(name: name, message: String(describing: error))) }
          self.finish(.failure(error))
        }
      }
    }
  }

  /// Keeps what an update tells.
  func hear(_ update: SearchUpdate) {
    guard let progress = update.progress else { return }
    state.withLock { state in
      state.progress = progress
      state.heard = Stopwatch()
    }
  }

  /// Asks it to end in good order, so that it can be gone on with; the first reason counts.
  func interrupt(reason: String? = nil) {
    let runner = state.withLock { state -> SearchRunner? in
      if !state.isStopping { state.stopReason = reason }
      state.isStopping = true
      return state.runner
    }
    runner?.interrupt(reason: reason)
  }

  /// Tells it that something waits in the store to be trained next.
  func hearOfEnqueued() { state.withLock { $0.runner }?.hearOfEnqueued() }

  /// Why a trial, or the next one, is not running; nil where the search has not begun.
  func why(_ trial: Int?) async throws -> String? { try await state.withLock { $0.runner }?.why(trial) }

  /// Waits for its end, also in a cancelled task.
  func ended() async -> End {
    await Task { [end] in await end.result }.value
  }

  /// Why an outcome came about, in words.
  func reason(of outcome: SearchOutcome) -> String {
    outcome == .interrupted ? state.withLock { $0.stopReason } ?? outcome.reason : outcome.reason
  }

  private func finish(_ result: End) {
    // Its definition and its launcher are not needed any more; what it told stays.
    state.withLock { $0.runner = nil }
    end.set(result)
  }
}

extension Once where Value == RunningSearch.End {
  /// The value, for a task that nobody can cancel.
  fileprivate var result: Value {
    get async {
      do { return try await wait() } catch { return .failure(error) }
    }
  }
}
