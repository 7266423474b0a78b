import DataSplit
import Dispatch
import Glibc

/// Signals that end `lunas split` leave nothing half-written behind, and end it as they would without.
///
/// A handler writes to a pipe, and a queue that reads it does the work: a handler may do next to nothing.
enum SplitSignals {
  private static let deadly = [SIGHUP, SIGINT, SIGTERM]

  /// Takes over the signals.
  static func watch() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    splitSignalPipe = ends[1]
    let reading = ends[0]
    DispatchQueue(label: "signals").async { end(reading: reading) }
    for number in deadly where !isIgnored(number) { signal(number, splitSignalHandler) }
  }

  /// Waits for a signal, and ends the process by it once all is removed.
  private static func end(reading pipe: Int32) {
    var number: UInt8 = 0
    while read(pipe, &number, 1) != 1 { if errno != EINTR { return } }
    SplitTask.abandonAll {
      // As who started it expects of a program that was ended: a shell shows 130 and 143.
      signal(Int32(number), SIG_DFL)
      // This thread may have it blocked; others hold still until the process has ended.
      kill(getpid(), Int32(number))
      while true { pause() }
    }
  }

  /// Whether who started the program wants it to go on, as `nohup` does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    return sigaction(signal, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}

// The writing end of the pipe, for the handler: set once, before the handler is installed.
nonisolated(unsafe) private var splitSignalPipe: Int32 = -1

@c private func splitSignalHandler(_ signal: Int32) {
  let saved = errno
  var byte = UInt8(truncatingIfNeeded: signal)
  _ = write(splitSignalPipe, &byte, 1)
  errno = saved
}
