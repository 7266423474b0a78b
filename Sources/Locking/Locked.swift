import Synchronization

/// A value that one thread at a time may use: the lock of this project.
///
/// It is `Mutex`, never inlined. A mutex asks for the number of its thread, and an optimised `async` function that has one
/// inlined keeps where that number stands over an `await`, although it may go on in another thread: unlocking then ends the
/// process (seen with Swift 6.3.1). A call of its own asks anew.
public struct Locked<Value: ~Copyable>: ~Copyable, Sendable {
  private let mutex: Mutex<Value>

  /// Locks nothing yet.
  @inline(never)
  public init(_ value: consuming sending Value) { mutex = Mutex(value) }

  /// Runs a body that has the value for itself. Bodies are short: whoever comes meanwhile waits in its thread.
  @inline(never)
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try mutex.withLock(body)
  }
}
