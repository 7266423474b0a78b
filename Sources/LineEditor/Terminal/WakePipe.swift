import Glibc

/// A pipe that ends a wait from another thread or from a signal handler.
final class WakePipe: Sendable {
  let reader: Int32
  let writer: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe, which only a process out of descriptors lacks, notices come with the next key.
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
    }
    reader = ends[0]
    writer = ends[1]
  }

  deinit {
    close(reader)
    close(writer)
  }

  /// Wakes the waiting thread. A full pipe wakes it just as well.
  func wake() {
    var byte: UInt8 = 0
    while write(writer, &byte, 1) < 0, errno == EINTR {}
  }

  /// Everything in the pipe: zeros, and the numbers of signals.
  func drain() -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(reader, &buffer, buffer.count)
      if count > 0 { all += buffer[..<count] } else if count == 0 || errno != EINTR { return all }
    }
  }
}
