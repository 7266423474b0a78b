import Dispatch

/// Work that calculates or reads for long: on threads of its own, as those that tasks share are few.
enum LongWork {
  private final class Executor: TaskExecutor {
    private let queue = DispatchQueue(label: "lunas.long-work", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  private static let executor = Executor()

  /// Does it. Cancelling the task that waits cancels the work, which looks at `Task.isCancelled`, and waits for its end.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let work = Task(executorPreference: executor) { try body() }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      work.cancel()
    }
  }
}
