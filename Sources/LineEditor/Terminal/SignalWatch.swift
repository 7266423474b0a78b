import Glibc
import Synchronization

/// The pipe that signals are told to; -1 while no line is being edited.
private let watchingPipe = Atomic<Int32>(-1)

/// Does only what is safe in a handler: it writes the signal's number into a pipe.
private func tell(_ signal: Int32) {
  let error = errno
  let pipe = watchingPipe.load(ordering: .relaxed)
  var byte = UInt8(truncatingIfNeeded: signal)
  if pipe >= 0 { write(pipe, &byte, 1) }
  errno = error
}

/// Has the signals that concern a terminal told to a pipe while a line is being edited.
struct SignalWatch {
  private var replaced: [(signal: Int32, action: sigaction)] = []

  /// Those whose default would end the process with the terminal still raw, or stop it.
  private static let deadly = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP]

  mutating func begin(_ pipe: WakePipe) {
    watchingPipe.store(pipe.writer, ordering: .relaxed)
    replace(SIGWINCH) { _ in true }
    replace(SIGCONT) { _ in true }
    // A process that handles or ignores one of these itself knows what it does.
    for signal in Self.deadly { replace(signal, where: Self.isDefault) }
  }

  /// Watches only for the process being continued, while it is being stopped.
  mutating func watchContinuation(_ pipe: WakePipe) {
    watchingPipe.store(pipe.writer, ordering: .relaxed)
    replace(SIGCONT) { _ in true }
  }

  mutating func end() {
    for (signal, action) in replaced.reversed() {
      var action = action
      sigaction(signal, &action, nil)
    }
    replaced = []
    watchingPipe.store(-1, ordering: .relaxed)
  }

  private mutating func replace(_ signal: Int32, where condition: (sigaction) -> Bool) {
    var old = sigaction()
    guard sigaction(signal, nil, &old) == 0, condition(old) else { return }
    var new = sigaction()
    new.__sigaction_handler.sa_handler = tell
    new.sa_flags = SA_RESTART
    sigemptyset(&new.sa_mask)
    if sigaction(signal, &new, &old) == 0 { replaced.append((signal, old)) }
  }

  private static func isDefault(_ action: sigaction) -> Bool {
    action.sa_flags & SA_SIGINFO == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 0
  }
}
