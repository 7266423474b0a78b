import CZlib
import Glibc

/// The bytes of a file from its beginning to its end, unpacked where the file is gzipped.
///
/// Bytes are read and never mapped: pages of a mapped file count as memory of the process, and a file that is cut while it
/// is mapped ends the process.
final class ByteReader {
  /// The file, as it was asked for.
  let file: String
  /// Whether what is read was unpacked.
  let isGzipped: Bool
  /// What tells that a file is still the one that was read before.
  let stamp: FileStamp

  private let descriptor: Int32
  private let stream: gzFile?
  /// Bytes that were given so far.
  private var total = 0

  /// A gzipped file that unpacks to more than this many times its size is taken for one made to fill memory or disk.
  /// Tables of text come to 5 to 20; the packing itself ends at 1032.
  static let greatestRatio = 200
  /// Below this size, in bytes, no ratio is too great.
  static let harmlessSize = 64 << 20

  /// Opens a file. Whether it is gzipped is told from its first bytes, not from its name.
  ///
  /// - Throws: ``DataError`` where it cannot be read.
  init(_ file: String) throws {
    self.file = file
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(file, errno) }
    do {
      stamp = try FileStamp(descriptor, of: file)
      var magic: (UInt8, UInt8) = (0, 0)
      isGzipped = pread(descriptor, &magic, 2, 0) == 2 && magic == (0x1F, 0x8B)
      stream = isGzipped ? gzdopen(descriptor, "rb") : nil
      guard stream != nil || !isGzipped else { throw Self.unreadable(file, ENOMEM) }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    if let stream {
      gzbuffer(stream, 1 << 18)
    } else {
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }
  }

  deinit {
    if let stream { gzclose(stream) } else { close(descriptor) }
  }

  /// Fills a buffer with the next bytes.
  ///
  /// - Returns: how many there were: fewer than fit only at the end of the file.
  /// - Throws: ``DataError`` for a file that breaks off, is damaged or unpacks to far more than its size.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    // All that reads for long comes by here, so that a task that was cancelled ends.
    try Cancellation.check()
    var filled = 0
    while filled < buffer.count {
      let wanted = min(buffer.count - filled, 1 << 30)
      guard let target = buffer.baseAddress else { break }
      let count =
        try stream.map { try unpack($0, into: target + filled, count: wanted) }
        ?? readPlain(into: target + filled, count: wanted)
      if count == 0 { break }
      filled += count
    }
    total += filled
    return filled
  }

  private func readPlain(into target: UnsafeMutableRawPointer, count: Int) throws -> Int {
    while true {
      let got = Glibc.read(descriptor, target, count)
      if got >= 0 { return got }
      if errno != EINTR { throw Self.unreadable(file, errno) }
    }
  }

  private func unpack(_ stream: gzFile, into target: UnsafeMutableRawPointer, count: Int) throws -> Int {
    let got = Int(gzread(stream, target, UInt32(count)))
    // A file that ends in the middle of a packed stream gives what it has, and says so afterwards.
    var code: Int32 = 0
    let message = gzerror(stream, &code)
    switch code {
    case Z_OK, Z_STREAM_END: break
    case Z_ERRNO: throw Self.unreadable(file, errno)
    case Z_BUF_ERROR:
      throw DataError(
        file: file, place: "byte \(stamp.size)",
        problem: "the gzipped file breaks off here; it was not written to its end, so get it again")
    default:
      throw DataError(
        file: file, place: "byte \(gzoffset(stream))",
        problem: "the gzipped file is damaged (\(message.map { String(cString: $0) } ?? "?")), so get it again")
    }
    let unpacked = total + got
    if unpacked > Self.harmlessSize, unpacked / Self.greatestRatio > max(stamp.size, 1) {
      throw DataError(
        file: file, place: "byte \(gzoffset(stream))",
        problem: "\(stamp.size) bytes unpacked to more than \(Self.greatestRatio) times as many, which is what a "
          + "file does that is made to fill a disk; if it is none, unpack it with gunzip and give the unpacked file"
      )
    }
    return max(0, got)
  }

  private static func unreadable(_ file: String, _ code: Int32) -> DataError {
    DataError(file: file, problem: "it cannot be read (\(String(cString: strerror(code))))")
  }
}

/// What tells whether a file has changed: where it lies, its size and when it was written.
struct FileStamp: Equatable, Sendable {
  let device: UInt64
  let number: UInt64
  /// In bytes, as it lies there.
  let size: Int
  let seconds: Int
  let nanoseconds: Int

  /// The stamp of an open file.
  ///
  /// - Throws: ``DataError`` for what is no plain file: a pipe can be read only once, and a split reads twice.
  init(_ descriptor: Int32, of file: String) throws {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw DataError(file: file, problem: "it cannot be read (\(String(cString: strerror(errno))))")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw DataError(file: file, problem: "a file expected, got a folder")
    default:
      throw DataError(
        file: file, problem: "a plain file expected, which can be read several times; write it to a file first")
    }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
