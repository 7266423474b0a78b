import CZlib
import Glibc

/// Writes a new file from its beginning to its end, packed where it is to be; what is not finished is removed.
final class ShardWriter {
  let file: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var deflater: UnsafeMutablePointer<z_stream>?
  private var isFinished = false

  private static let pieceSize = 1 << 20

  /// Begins a file.
  ///
  /// - Throws: ``DataError`` where it cannot be made.
  init(_ file: String, packing: Packing) throws {
    self.file = file
    descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputFile.unwritable(file, errno) }
    pending.reserveCapacity(Self.pieceSize)
    guard packing != .plain else { return }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // No time and no name go into a gzip's head, so that equal contents are equal files.
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, packing == .gzip ? 15 + 16 : 15, 8, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw DataError(file: file, problem: "memory is too short to pack it")
    }
    deflater = stream
  }

  deinit {
    if let deflater {
      deflateEnd(deflater)
      deflater.deallocate()
    }
    close(descriptor)
    if !isFinished { unlink(file) }
  }

  /// Adds bytes.
  ///
  /// - Throws: ``DataError`` where there is no space.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    if deflater != nil { return try pack(bytes, flush: Z_NO_FLUSH) }
    if pending.count + bytes.count > Self.pieceSize {
      try flush()
      if bytes.count > Self.pieceSize { return try write(bytes) }
    }
    pending.append(contentsOf: bytes)
  }

  /// Adds bytes.
  ///
  /// - Throws: ``DataError`` where there is no space.
  func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  /// Ends the file, and makes sure that the disk has it.
  ///
  /// - Throws: ``DataError`` where there is no space.
  func finish() throws {
    if deflater != nil { try pack(UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_FINISH) }
    try flush()
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw OutputFile.unwritable(file, errno) }
    isFinished = true
  }

  private func pack(_ bytes: UnsafeRawBufferPointer, flush mode: Int32) throws {
    guard let deflater else { return }
    // Zlib counts in 32 bits.
    var rest = bytes
    repeat {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
      // Zlib's declaration lacks the const that its contract has.
      deflater.pointee.next_in = UnsafeMutablePointer(
        mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
      deflater.pointee.avail_in = UInt32(piece.count)
      var isFull = true
      while isFull {
        let packed = [UInt8](unsafeUninitializedCapacity: 1 << 16) { space, count in
          deflater.pointee.next_out = space.baseAddress
          deflater.pointee.avail_out = UInt32(space.count)
          _ = deflate(deflater, mode)
          count = space.count - Int(deflater.pointee.avail_out)
        }
        isFull = deflater.pointee.avail_out == 0
        pending.append(contentsOf: packed)
        if pending.count >= Self.pieceSize { try flush() }
      }
    } while !rest.isEmpty
  }

  private func flush() throws {
    try pending.withUnsafeBytes { try write($0) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes all bytes where the file stands.
  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    try Cancellation.check()
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw OutputFile.unwritable(file, errno) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }
}
