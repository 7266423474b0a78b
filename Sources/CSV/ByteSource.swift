import CZlib
import Glibc

/// The bytes of a file in pieces, unpacked where the file is gzipped.
final class ByteSource {
  private let file: String
  private let stream: gzFile
  private var isAtEnd = false

  /// Bytes that are asked for at once.
  private static let pieceSize = 1 << 16

  /// Opens a file. Whether it is gzipped is told from its first bytes, not from its name.
  ///
  /// - Throws: ``CSVError`` where it cannot be read.
  init(_ file: String) throws(CSVError) {
    self.file = file
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(file, errno) }
    // Zlib gives a folder as an empty file.
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw Self.unreadable(file, EISDIR)
    }
    guard let stream = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw Self.unreadable(file, ENOMEM)
    }
    gzbuffer(stream, UInt32(Self.pieceSize))
    self.stream = stream
  }

  deinit { gzclose(stream) }

  /// Puts the next bytes in place of what a buffer holds; none at the end.
  ///
  /// - Throws: ``CSVError`` for a file that breaks off or is damaged.
  func next(into buffer: inout [UInt8]) throws(CSVError) {
    buffer.removeAll(keepingCapacity: true)
    if isAtEnd { return }
    let stream = stream
    buffer = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { bytes, count in
      count = Int(max(0, gzread(stream, bytes.baseAddress, UInt32(bytes.count))))
    }
    // A file that ends in the middle of a packed stream gives what it has, and says so afterwards.
    var code: Int32 = 0
    let message = gzerror(stream, &code)
    switch code {
    case Z_OK: break
    case Z_ERRNO: throw Self.unreadable(file, errno)
    case Z_BUF_ERROR:
      throw CSVError(file: file, problem: "the gzipped file breaks off; it was not written to its end")
    default:
      throw CSVError(
        file: file, problem: "the gzipped file is damaged (\(message.map { String(cString: $0) } ?? "?"))")
    }
    isAtEnd = buffer.isEmpty
  }

  private static func unreadable(_ file: String, _ code: Int32) -> CSVError {
    CSVError(file: file, problem: "it cannot be read (\(String(cString: strerror(code))))")
  }
}
