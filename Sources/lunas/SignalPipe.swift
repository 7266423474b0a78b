import Foundation
import Glibc

/// Signals, told on a thread instead of in a handler, which may do next to nothing: it writes to a pipe, and the thread
/// reads it. Blocking or ignoring them would be inherited by every process that a script starts.
enum SignalPipe {
  /// Begins to tell signals; what is told of which is settled once for the whole process.
  ///
  /// - Parameter hear: gets the number of each, in order.
  static func listen(_ hear: @escaping @Sendable (Int32) -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    writingEnd = ends[1]
    let reading = ends[0]
    Thread.detachNewThread {
      var number: UInt8 = 0
      while true {
        if read(reading, &number, 1) == 1 { hear(Int32(number)) } else if errno != EINTR { return }
      }
    }
  }

  /// From now on a signal is told and does nothing else.
  static func take(_ number: Int32) { signal(number, signalPipeHandler) }

  /// From now on a signal does what it does usually, and it does so now.
  static func endProcess(by number: Int32) {
    signal(number, SIG_DFL)
    kill(getpid(), number)
  }
}

// Set once, before a handler that reads it is installed.
nonisolated(unsafe) private var writingEnd: Int32 = -1

@c private func signalPipeHandler(_ signal: Int32) {
  let saved = errno
  var byte = UInt8(truncatingIfNeeded: signal)
  _ = write(writingEnd, &byte, 1)
  errno = saved
}
