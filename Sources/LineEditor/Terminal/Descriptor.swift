import Glibc

/// Reading and writing that goes on after an interruption and after half a write.
enum Descriptor {
  /// Writes all of it. False where that fails.
  static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if written > 0 {
        start += written
      } else if written < 0, errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if written == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Reads what is there, and waits where nothing is. Nil at the end and after a hang-up.
  static func readSome(_ descriptor: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 { return Array(buffer[..<count]) }
      if count < 0, errno == EINTR { continue }
      guard count < 0, errno == EAGAIN else { return nil }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, -1)
    }
  }

  /// Reads up to the end of a file.
  static func readAll(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    while let bytes = readSome(descriptor) { all += bytes }
    return all
  }
}
