import CLunas
import Dispatch
import Locking

/// A call that a thread blocks for while another one makes it.
final class BlockedCall<Value: Sendable>: Sendable {
  private enum State {
    case queued
    case begun
    case ended(Result<Value, any Error>)
    /// Nobody waits any more.
    case abandoned
  }

  private let state = Locked(State.queued)
  private let isEnded = DispatchSemaphore(value: 0)

  /// How long a thread blocks between two looks at what may end its wait.
  private static var pause: DispatchTimeInterval { .milliseconds(10) }

  /// Makes the call, unless nobody waits for it any more.
  func answer(_ call: @Sendable () async throws -> Value) async {
    let isWanted = state.withLock { state in
      guard case .queued = state else { return false }
      state = .begun
      return true
    }
    guard isWanted else { return }
    let result: Result<Value, any Error>
    do { result = .success(try await call()) } catch { result = .failure(error) }
    state.withLock { $0 = .ended(result) }
    isEnded.signal()
  }

  /// Blocks until the call has ended, and gives its value.
  ///
  /// Where the task that blocks is cancelled, or the script that the blocking thread runs for another state is
  /// stopped, it ends `run`. A call that has not begun when the run is ended is given up.
  func value(of run: LuaRun) throws -> Value {
    while isEnded.wait(timeout: .now() + Self.pause) == .timedOut {
      if Task.isCancelled || lunas_is_thread_stopped() { run.interrupt() }
      if let stop = run.stopped, abandon() { throw LuaError.stopped(stop) }
    }
    guard case .ended(let result) = state.withLock({ $0 }) else { throw LuaError.stopped(.interrupted) }
    return try result.get()
  }

  private func abandon() -> Bool {
    state.withLock { state in
      guard case .queued = state else { return false }
      state = .abandoned
      return true
    }
  }
}
