import Glibc

/// Copies of items byte for byte, in any order, out of files that are not packed.
final class ItemReader {
  private let index: ShardIndex
  private let check: ItemCheck
  /// Files that are open, by their numbers, and in the order in which they were opened.
  private var open: [Int: Int32] = [:]
  private var opened: [Int] = []
  private var buffer: UnsafeMutableRawBufferPointer

  /// Few enough for the usual limit of 1024 open files.
  private static let maxOpen = 256
  /// An item longer than this is copied in pieces.
  static let pieceSize = 1 << 24

  /// Reads items of an index.
  init(_ index: ShardIndex, check: @escaping ItemCheck) {
    self.index = index
    self.check = check
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit {
    for descriptor in open.values { close(descriptor) }
    buffer.deallocate()
  }

  /// Gives an item's bytes, in pieces.
  ///
  /// - Throws: ``DataError`` where the file is no longer what it was.
  func read(_ item: Int, _ use: (UnsafeRawBufferPointer) throws -> Void) throws {
    let shard = index.shard(of: item)
    let file = index.shards[shard].file
    let descriptor = try descriptor(shard)
    var range = index.range(item)
    let length = Int(range.count)
    while !range.isEmpty {
      try Cancellation.check()
      let count = min(range.count, Self.pieceSize)
      if buffer.count < count {
        buffer.deallocate()
        buffer = .allocate(byteCount: count, alignment: 16)
      }
      let isFirst = range.count == length
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      guard try Self.fill(piece, from: descriptor, at: range.lowerBound, of: file) else {
        throw DataError.changed(file, at: range.lowerBound)
      }
      range = range.lowerBound + UInt64(count)..<range.upperBound
      let bytes = UnsafeRawBufferPointer(piece)
      if isFirst, !check(bytes, length) { throw DataError.changed(file, at: index.range(item).lowerBound) }
      try use(bytes)
    }
  }

  private func descriptor(_ shard: Int) throws -> Int32 {
    if let descriptor = open[shard] { return descriptor }
    if opened.count == Self.maxOpen, let oldest = open.removeValue(forKey: opened.removeFirst()) { close(oldest) }
    let descriptor = try ShardReader.open(index.shards[shard].file)
    open[shard] = descriptor
    opened.append(shard)
    return descriptor
  }

  /// Fills a buffer from a place in a file; false where the file ends before.
  private static func fill(
    _ space: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: UInt64, of file: String
  ) throws -> Bool {
    var done = 0
    while done < space.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: space[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw DataError.system(file, "it cannot be read") }
      if count == 0 { return false }
      done += count
    }
    return true
  }
}

/// Whether the beginning of an item, all of it where it is short, is still that of the item of that many bytes.
typealias ItemCheck = (_ start: UnsafeRawBufferPointer, _ length: Int) -> Bool

extension DataError {
  /// A file that is not what it was when it was scanned.
  static func changed(_ file: String, at offset: UInt64) -> DataError {
    DataError(
      file: file, place: "byte \(offset)",
      problem: "it was changed since it was read; split again once nothing writes to it")
  }
}
