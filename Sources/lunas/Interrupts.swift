import Glibc
import Locking
import LuaHost

/// Ctrl-C ends what runs and not the program; one more, while that is still ending, ends the program.
///
/// A handler that writes to a pipe, and a thread that reads it: blocking or ignoring the signal would be inherited by
/// every process that a script starts.
final class Interrupts: Sendable {
  static let shared = Interrupts()

  private struct State {
    var run: LuaRun?
    /// How many more are borne before one ends the program.
    var patience = 1
    var count = 0
  }

  private let state = Locked(State())

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
    let (run, patience) = state.withLock { state -> (LuaRun?, Int) in
      state.count += 1
      defer { state.patience -= 1 }
      return (state.run, state.patience)
    }
    if let run, patience > 0 {
      if run.stopped != nil { Terminal.write("still ending; Ctrl-C once more ends lunas\n") }
      return run.interrupt()
    }
    signal(SIGINT, SIG_DFL)
    kill(getpid(), SIGINT)
  }

  /// Makes a run the one that Ctrl-C ends, while `body` lasts.
  ///
  /// - Parameters:
  ///   - run: what is ended.
  ///   - patience: how many the run may take before one more ends the program.
  ///   - isolation: where the caller runs, and so `body`.
  ///   - body: what the run does.
  func interrupting<Value>(
    _ run: LuaRun, patience: Int = 1, isolation: isolated (any Actor)? = #isolation,
    during body: () async throws -> Value
  ) async rethrows -> Value {
    state.withLock {
      $0.run = run
      $0.patience = patience
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
