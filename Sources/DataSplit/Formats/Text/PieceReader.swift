import Glibc

/// A file in large pieces that each begin with a whole row: what a row needs more is read on demand.
struct PieceReader: ~Copyable {
  /// The bytes at hand; those before ``position`` are done with.
  private(set) var bytes: UnsafeMutableRawBufferPointer
  /// Where the next row begins.
  var position = 0
  /// Behind the last byte that was read.
  private(set) var end = 0
  /// Whether nothing follows behind ``end``.
  private(set) var isAtEnd = false

  /// The bytes of the file before those at hand.
  private var dropped = 0
  private let reader: ByteReader

  /// The bytes of the file that are done with.
  var consumed: Int { dropped + position }

  /// A row may not be larger, in bytes: a quote that is never closed would otherwise read all of a file into memory.
  static let greatestRow = 64 << 20
  private static let usualSize = 1 << 20

  /// Reads from the beginning of a file.
  init(_ reader: ByteReader) {
    self.reader = reader
    bytes = .allocate(byteCount: Self.usualSize, alignment: 64)
  }

  deinit { bytes.deallocate() }

  /// What is at hand and not done with.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[position..<end]) }

  /// Gets more bytes behind those that are at hand.
  ///
  /// - Returns: false where a row would become too large.
  /// - Throws: ``DataError``.
  mutating func more() throws -> Bool {
    let kept = end - position
    if kept > bytes.count / 2 {
      guard kept < Self.greatestRow else { return false }
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count * 2, alignment: 64)
      larger.copyMemory(from: rest)
      bytes.deallocate()
      bytes = larger
    } else if kept > 0, let base = bytes.baseAddress {
      memmove(base, base + position, kept)
    }
    dropped += position
    position = 0
    end = kept
    let room = UnsafeMutableRawBufferPointer(rebasing: bytes[end...])
    let count = try reader.read(into: room)
    end += count
    isAtEnd = count < room.count
    return true
  }
}
