import Dispatch
import Glibc
import Locking

/// The thread that a Lua state lives on.
///
/// A thread of its own and no queue: Lua code can run for a long time without a pause, deep recursion in C needs a
/// stack of a known size, and the threads of Dispatch block the signals that interrupt a run, and with them every
/// process that a script starts.
///
/// It also runs what ``LuaState/startTask(_:)`` is given, which belongs to no actor.
final class LuaExecutor: SerialExecutor, TaskExecutor {
  /// What the thread shares with whoever enqueues; it outlives the executor until the thread has ended.
  private final class Inbox: Sendable {
    private struct Contents {
      var jobs: [UnownedJob] = []
      var isClosed = false
    }

    private let contents = Locked(Contents())
    private let arrivals = DispatchSemaphore(value: 0)

    func add(_ job: UnownedJob) {
      contents.withLock { $0.jobs.append(job) }
      arrivals.signal()
    }

    func close() {
      contents.withLock { $0.isClosed = true }
      arrivals.signal()
    }

    /// Waits for jobs; nil once closed.
    func take() -> [UnownedJob]? {
      arrivals.wait()
      return contents.withLock { contents in
        if contents.isClosed, contents.jobs.isEmpty { return nil }
        defer { contents.jobs.removeAll() }
        return contents.jobs
      }
    }
  }

  /// What the thread is started with.
  private final class Start {
    let inbox: Inbox
    let executor: UnownedSerialExecutor
    let taskExecutor: UnownedTaskExecutor
    init(inbox: Inbox, executor: UnownedSerialExecutor, taskExecutor: UnownedTaskExecutor) {
      self.inbox = inbox
      self.executor = executor
      self.taskExecutor = taskExecutor
    }
  }

  private let inbox = Inbox()
  private let thread = Locked<pthread_t?>(nil)

  /// Bytes of the thread's stack: room for the 200 levels of C calls that Lua allows, whatever they call.
  private static let stackSize = 16 << 20

  init() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let start = Unmanaged.passRetained(
      Start(inbox: inbox, executor: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor()))
    var created = pthread_t()
    let status = pthread_create(&created, &attributes, luaThread, start.toOpaque())
    pthread_attr_destroy(&attributes)
    guard status == 0 else { fatalError("cannot start a thread: \(String(cString: strerror(status)))") }
    thread.withLock { $0 = created }
  }

  deinit { inbox.close() }

  func enqueue(_ job: consuming ExecutorJob) { inbox.add(UnownedJob(job)) }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Whether it is the thread that asks.
  var isCurrent: Bool { thread.withLock { $0 } == pthread_self() }

  func checkIsolated() { precondition(isCurrent, "a Lua state is used outside its thread") }

  fileprivate static func run(_ context: UnsafeMutableRawPointer) {
    let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
    var nothing = sigset_t()
    sigemptyset(&nothing)
    pthread_sigmask(SIG_SETMASK, &nothing, nil)
    while let jobs = start.inbox.take() {
      for job in jobs { job.runSynchronously(isolatedTo: start.executor, taskExecutor: start.taskExecutor) }
    }
  }
}

@c private func luaThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { LuaExecutor.run(context) }
  return nil
}
