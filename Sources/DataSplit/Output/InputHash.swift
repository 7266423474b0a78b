import Glibc

/// What tells one input file from another.
struct InputHash: Sendable {
  let path: String
  /// In bytes.
  let size: Int
  /// In hexadecimal digits.
  let sha256: String

  /// Takes a hash that is known.
  init(path: String, size: Int, sha256: String) { (self.path, self.size, self.sha256) = (path, size, sha256) }

  /// Reads a file; one that is a folder has no hash.
  init(of path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(file: path, problem: "it cannot be read (\(String(cString: strerror(errno))))")
    }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    var hash = SHA256()
    var size = 0
    while true {
      try Cancellation.check()
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(file: path, problem: "it cannot be read (\(String(cString: strerror(errno))))")
      }
      if count == 0 { break }
      size += count
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    self.size = size
    sha256 = hash.finish()
  }
}
