import Dispatch
import Foundation
import Locking

/// A value that another thread makes meanwhile.
///
/// When whoever waits for it is in a task that is cancelled, or nobody keeps it any more, its maker hears of that from
/// ``Cancellation/check()``.
final class Later<Value: Sendable>: Sendable {
  private final class State: Sendable {
    let result = Locked<Result<Value, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let cancellation = Cancellation()
  }

  private let state = State()

  /// Begins to make it, on a thread of its own: those of a queue are as few as there are cores, and while some of them wait
  /// another is not begun for up to a second.
  init(_ make: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread { [state] in
      let made = Result { try Cancellation.$current.withValue(state.cancellation) { try make() } }
      state.result.withLock { $0 = made }
      state.isDone.signal()
    }
  }

  deinit { state.cancellation.set() }

  /// The value, once it is there. When this returns or throws, nothing is being made any more.
  ///
  /// - Throws: what making it threw, or `CancellationError`.
  func wait() throws -> Value {
    while state.isDone.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      if Cancellation.isRequested { state.cancellation.set() }
    }
    // Whoever asks again need not wait.
    state.isDone.signal()
    guard let made = state.result.withLock({ $0 }) else { preconditionFailure("it is done, and has a result") }
    return try made.get()
  }
}
