import Locking

/// Whether work that is spread over threads is still wanted. Threads that are no tasks do not hear that the task which
/// waits for them was cancelled.
final class Cancellation: Sendable {
  /// That of the work that this thread does for another one.
  @TaskLocal static var current: Cancellation?

  private let isSet = Locked(false)

  func set() { isSet.withLock { $0 = true } }

  /// Whether nobody wants what is being done here.
  static var isRequested: Bool { Task.isCancelled || current?.isSet.withLock { $0 } == true }

  /// - Throws: `CancellationError` where nobody wants what is being done here.
  static func check() throws { if isRequested { throw CancellationError() } }
}
