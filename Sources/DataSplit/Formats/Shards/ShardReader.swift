import Glibc

/// The bytes of a file from its beginning to its end, unpacked where it is packed.
final class ShardReader {
  let file: String
  let packing: Packing
  /// Bytes of the file as it lies on the disk.
  let size: UInt64
  /// How many unpacked bytes lie before the next one.
  private(set) var position: UInt64 = 0

  private let descriptor: Int32
  private var buffer: UnsafeMutableRawBufferPointer
  /// What was read and not yet used.
  private var used = 0..<0
  private var isAtEnd = false
  private var inflater: Inflater?
  private var packedBuffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var packedRest = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var hasStreamEnded = false

  /// Past so many bytes, data that unpacks to so many times its size was made to fill a disk or a memory.
  private static let bombSize: UInt64 = 1 << 30
  private static let bombRatio: UInt64 = 250

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - pieceSize: How many bytes are read at once.
  ///   - isPlain: Whether the first bytes are surely not packed, for a format that could begin like a packed one.
  /// - Throws: ``DataError`` where it cannot be read.
  init(
    _ file: String, pieceSize: Int = 1 << 20, isPlain: (UnsafeRawBufferPointer) -> Bool = { _ in false }
  ) throws {
    self.file = file
    descriptor = try ShardReader.open(file)
    var status = stat()
    fstat(descriptor, &status)
    size = UInt64(max(0, status.st_size))
    buffer = .allocate(byteCount: pieceSize, alignment: 16)
    var first = [UInt8](repeating: 0, count: 16)
    let count = max(0, pread(descriptor, &first, first.count, 0))
    packing = first[..<count].withUnsafeBytes { isPlain($0) ? .plain : Packing($0) }
    if packing != .plain {
      packedBuffer = .allocate(byteCount: 1 << 18, alignment: 16)
      inflater = Inflater()
      if inflater == nil { throw DataError(file: file, problem: "memory is too short to unpack it") }
    }
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
    packedBuffer.deallocate()
  }

  /// Opens a file to read it.
  ///
  /// - Throws: ``DataError`` where that fails, or for a folder.
  static func open(_ file: String) throws(DataError) -> Int32 {
    // Not blocking, so that a named pipe nobody writes to cannot hold everything up.
    let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw DataError.system(file, "it cannot be read") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DataError(file: file, problem: "it is no file")
    }
    return descriptor
  }

  /// The next bytes, at least as many as asked for unless the file ends before, and valid until the next call.
  ///
  /// - Throws: ``DataError``, `CancellationError`.
  func peek(_ count: Int) throws -> UnsafeRawBufferPointer {
    while used.count < count, !isAtEnd { try fill(toward: count) }
    return UnsafeRawBufferPointer(rebasing: buffer[used])
  }

  /// Steps over bytes that ``peek(_:)`` gave.
  func advance(_ count: Int) {
    used = used.lowerBound + count..<used.upperBound
    position += UInt64(count)
  }

  /// Steps over bytes without reading those of a plain file; false where the file ends before.
  func skip(_ count: UInt64) throws -> Bool {
    if count <= UInt64(used.count) {
      advance(Int(count))
      return true
    }
    if packing == .plain {
      guard position <= size, count <= size - position else { return false }
      position += count
      used = 0..<0
      lseek(descriptor, off_t(position), SEEK_SET)
      return true
    }
    var rest = count
    while rest > 0 {
      let available = try peek(1).count
      if available == 0 { return false }
      let step = Int(min(rest, UInt64(available)))
      advance(step)
      rest -= UInt64(step)
    }
    return true
  }

  /// Reads once more, into a buffer that grows with what was really there, not with what a damaged length claims.
  private func fill(toward count: Int) throws {
    // All that reads for long comes by here, so that a task that was cancelled ends.
    try Cancellation.check()
    if used.lowerBound > 0 {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[used]))
      used = 0..<used.count
    }
    if used.upperBound == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: min(max(count, buffer.count + 1), buffer.count * 2), alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    let space = UnsafeMutableRawBufferPointer(rebasing: buffer[used.upperBound...])
    let added = packing == .plain ? try read(into: space) : try unpack(into: space)
    used = used.lowerBound..<used.upperBound + added
  }

  private func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, space.baseAddress, space.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw DataError.system(file, "it cannot be read") }
      isAtEnd = count == 0
      return count
    }
  }
}

// MARK: - Unpacking

extension ShardReader {
  private func unpack(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { return 0 }
    while true {
      if packedRest.isEmpty {
        let count = try read(into: packedBuffer)
        packedRest = UnsafeMutableRawBufferPointer(rebasing: packedBuffer[..<count])
        if count == 0 {
          guard !hasStreamEnded else { return 0 }
          throw DataError(
            file: file, place: "byte \(size)",
            problem:
              "the packed file breaks off after \(inflater.unpacked) unpacked bytes; it was not written to its end"
          )
        }
      }
      if hasStreamEnded {
        // Zeros to fill a block may follow a stream, and so may another stream.
        while packedRest.first == 0 { packedRest = .init(rebasing: packedRest.dropFirst()) }
        if packedRest.isEmpty { continue }
        inflater.restart()
        hasStreamEnded = false
      }
      switch inflater.unpack(&packedRest, into: space) {
      case .damaged(let message):
        throw DataError(
          file: file, place: "byte \(inflater.packed)", problem: "the packed file is damaged (\(message))")
      case .ended(let count):
        hasStreamEnded = true
        if count > 0 { return count }
      case .unpacked(let count):
        if inflater.unpacked > Self.bombSize, inflater.unpacked / Self.bombRatio > inflater.packed {
          throw DataError(
            file: file,
            problem:
              "it unpacks to more than \(Self.bombRatio) times its size, which no honest data does; unpack it by hand"
              + " if it is")
        }
        if count > 0 { return count }
      }
    }
  }
}

extension DataError {
  /// What the system says of a file.
  static func system(_ file: String, _ problem: String, code: Int32 = errno) -> DataError {
    DataError(file: file, problem: "\(problem) (\(String(cString: strerror(code))))")
  }
}
