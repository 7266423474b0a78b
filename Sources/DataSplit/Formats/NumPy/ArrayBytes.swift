import CZlib
import Glibc

/// The bytes of an array one after another, out of a `.npy` file or out of a member of a `.npz`.
final class ArrayBytes {
  /// Whether the bytes are packed, so that there can be many more than lie on the disk.
  let isPacked: Bool
  /// Bytes in the file that were not read yet.
  private(set) var left: Int
  private let file: String
  private let descriptor: Int32
  private var stream: UnsafeMutablePointer<z_stream>?
  private var offset: UInt64
  private var input = [UInt8](repeating: 0, count: 1 << 16)

  /// Reads a part of a file.
  ///
  /// - Throws: ``DataError`` where the file cannot be read.
  init(_ file: String, part: Range<UInt64>? = nil, isPacked: Bool = false) throws(DataError) {
    self.file = file
    self.isPacked = isPacked
    descriptor = try ShardReader.open(file)
    var status = stat()
    fstat(descriptor, &status)
    offset = part?.lowerBound ?? 0
    left = Int(part.map { $0.upperBound - $0.lowerBound } ?? UInt64(status.st_size))
    guard isPacked else { return }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A stream without head and checksum, as a zip archive has it.
    guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw DataError(file: file, problem: "memory is too short to unpack it")
    }
    self.stream = stream
  }

  deinit {
    if let stream {
      inflateEnd(stream)
      stream.deallocate()
    }
    close(descriptor)
  }

  /// The next bytes; fewer where they end before.
  func read(_ count: Int) throws(ArrayHeader.Problem) -> [UInt8] {
    guard let stream else { return try plain(count) }
    var output: [UInt8] = []
    while output.count < count {
      if stream.pointee.avail_in == 0, left > 0 {
        input = try plain(min(left, 1 << 16))
        if input.isEmpty { return output }
      }
      var status = Z_OK
      let (rest, available) = (count - output.count, Int(stream.pointee.avail_in))
      let start = input.count - (available == 0 ? input.count : available)
      let made = input.withUnsafeMutableBufferPointer { input in
        [UInt8](unsafeUninitializedCapacity: min(rest, 1 << 20)) { space, made in
          stream.pointee.next_in = input.baseAddress.map { $0 + start }
          stream.pointee.avail_in = UInt32(input.count - start)
          stream.pointee.next_out = space.baseAddress
          stream.pointee.avail_out = UInt32(space.count)
          status = inflate(stream, Z_NO_FLUSH)
          made = space.count - Int(stream.pointee.avail_out)
        }
      }
      output += made
      if status == Z_STREAM_END || (status == Z_BUF_ERROR && left == 0) { return output }
      guard status == Z_OK || status == Z_BUF_ERROR else { throw .init(text: "the packed array is damaged") }
      if made.isEmpty, stream.pointee.avail_in == 0, left == 0 { return output }
    }
    return output
  }

  private func plain(_ count: Int) throws(ArrayHeader.Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(count, left))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { space in
        pread(descriptor, space.baseAddress.map { $0 + done }, space.count - done, off_t(offset))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .init(text: "it cannot be read (\(String(cString: strerror(errno))))") }
      if count == 0 { break }
      done += count
      offset += UInt64(count)
    }
    left -= done
    return Array(bytes.prefix(done))
  }
}
