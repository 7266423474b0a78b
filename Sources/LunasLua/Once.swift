import Locking

/// A value that is set once, and that any number of tasks wait for. A cancelled task stops waiting; the value and the
/// other tasks hear nothing of it.
final class Once<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
  }

  private let state = Locked(State())

  /// The value, where it is set.
  var value: Value? { state.withLock { $0.value } }

  /// Sets the value; a second one is ignored.
  func set(_ value: Value) {
    let waiters = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
      guard state.value == nil else { return [] }
      state.value = value
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: value) }
  }

  /// Waits for the value.
  ///
  /// - Throws: `CancellationError` where the waiting task is cancelled first.
  func wait() async throws -> Value {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (value, isCancelled) = state.withLock { state -> (Value?, Bool) in
          if let value = state.value { return (value, false) }
          // A cancellation before this found no waiter to end; one after it will.
          if Task.isCancelled { return (nil, true) }
          state.waiters[id] = continuation
          return (nil, false)
        }
        if let value {
          continuation.resume(returning: value)
        } else if isCancelled {
          continuation.resume(throwing: CancellationError())
        }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }
  }
}
