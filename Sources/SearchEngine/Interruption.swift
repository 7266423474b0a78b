import Locking

/// Whether somebody has interrupted a search, and what has to be given up when that happens.
///
/// The message that interrupts a search waits until the search looks at it. While it waits itself, for a function of the
/// script that may never answer, this ends the wait.
final class Interruption: Sendable {
  private struct State {
    var isSet = false
    var reason: String?
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Locked(State())

  /// Whether the search was interrupted.
  var isSet: Bool { state.withLock { $0.isSet } }

  /// What the store remembers as the reason; nil for an interrupt without a word.
  var reason: String? { state.withLock { $0.reason } }

  /// Interrupts; the first reason counts.
  func set(reason: String?) {
    let cancel = state.withLock { state in
      if !state.isSet { state.reason = reason }
      state.isSet = true
      return state.cancel
    }
    cancel?()
  }

  /// Waits for a task, which an interrupt cancels, also one that came before. One wait at a time.
  func ending<Value: Sendable>(_ task: Task<Value, any Error>) async throws -> Value {
    let isLate = state.withLock { state in
      state.cancel = { task.cancel() }
      return state.isSet
    }
    if isLate { task.cancel() }
    defer { state.withLock { $0.cancel = nil } }
    return try await task.value
  }
}
