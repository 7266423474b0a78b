import Glibc
import LuaHost
import Synchronization

/// Ctrl-C ends what runs and not the program; a second one, while the first is still at work, ends the program.
///
/// A handler that writes to a pipe, and a thread that reads it: blocking or ignoring the signal would be inherited by
/// every process that a script starts.
final class Interrupts: Sendable {
  static let shared = Interrupts()

  private struct State {
    var run: LuaRun?
    var isAtWork = false
    var count = 0
  }

  private let state = Mutex(State())

  /// How many there have been.
  var count: Int { state.withLock { $0.count } }

  private init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    interruptPipe = ends[1]
    let reading = ends[0]
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Listener(interrupts: self, reading: reading)).toOpaque()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().listen()
        return nil
      }, context)
    pthread_detach(thread)
  }

  private final class Listener {
    let interrupts: Interrupts
    let reading: Int32

    init(interrupts: Interrupts, reading: Int32) {
      self.interrupts = interrupts
      self.reading = reading
    }

    func listen() {
      var byte: UInt8 = 0
      while true {
        if read(reading, &byte, 1) == 1 { interrupts.take() } else if errno != EINTR { return }
      }
    }
  }

  private func take() {
    let run = state.withLock { state -> LuaRun? in
      state.count += 1
      defer { state.isAtWork = true }
      return state.isAtWork ? nil : state.run
    }
    if let run { return run.interrupt() }
    signal(SIGINT, SIG_DFL)
    kill(getpid(), SIGINT)
  }

  /// Makes a run the one that Ctrl-C ends, while `body` lasts.
  func interrupting<Value>(_ run: LuaRun, during body: () async throws -> Value) async rethrows -> Value {
    state.withLock {
      $0.run = run
      $0.isAtWork = false
    }
    signal(SIGINT, interruptHandler)
    defer {
      signal(SIGINT, SIG_DFL)
      state.withLock { $0.run = nil }
    }
    return try await body()
  }
}

// The writing end of the pipe, for the handler: set once, before the handler is installed.
nonisolated(unsafe) private var interruptPipe: Int32 = -1

@c private func interruptHandler(_ signal: Int32) {
  let saved = errno
  var byte: UInt8 = 0
  _ = write(interruptPipe, &byte, 1)
  errno = saved
}
