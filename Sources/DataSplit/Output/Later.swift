import Dispatch
import Locking

/// A value that another thread makes meanwhile.
final class Later<Value: Sendable>: Sendable {
  private let result = Locked<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// Begins to make it.
  init(_ make: @escaping @Sendable () throws -> Value) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let made = Result { try make() }
      result.withLock { $0 = made }
      isDone.signal()
    }
  }

  /// The value, once it is there.
  ///
  /// - Throws: what making it threw.
  func wait() throws -> Value {
    isDone.wait()
    // Whoever asks again need not wait.
    isDone.signal()
    guard let made = result.withLock({ $0 }) else { preconditionFailure("it is done, and has a result") }
    return try made.get()
  }
}
