/// The fields of a protocol buffer message, one after another.
struct WireReader {
  /// What is no protocol buffer.
  struct Malformed: Error {
    /// Bytes from the beginning of the message that was read.
    let offset: Int
  }

  /// A field's contents in the wire types that are still in use.
  enum Payload {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(UnsafeRawBufferPointer)
  }

  private let bytes: UnsafeRawBufferPointer
  private var index = 0

  /// Reads a message.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether all was read.
  var isAtEnd: Bool { index >= bytes.count }

  /// The next field; nil at the end.
  mutating func next() throws(Malformed) -> (number: UInt64, payload: Payload)? {
    guard !isAtEnd else { return nil }
    let key = try varint()
    guard key >> 3 > 0, key >> 32 == 0 else { throw Malformed(offset: index) }
    switch key & 7 {
    case 0: return (key >> 3, .varint(try varint()))
    case 1: return (key >> 3, .fixed64(try fixed(UInt64.self)))
    case 2:
      let length = try varint()
      guard length <= UInt64(bytes.count - index) else { throw Malformed(offset: index) }
      let range = index..<index + Int(length)
      index = range.upperBound
      return (key >> 3, .bytes(UnsafeRawBufferPointer(rebasing: bytes[range])))
    case 5: return (key >> 3, .fixed32(try fixed(UInt32.self)))
    default: throw Malformed(offset: index)
    }
  }

  /// The next number of 1 to 10 bytes of 7 bits.
  mutating func varint() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while index < bytes.count, shift < 64 {
      let byte = bytes[index]
      index += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Malformed(offset: index)
  }

  /// The next number of a fixed size.
  mutating func fixed<Number: FixedWidthInteger>(_: Number.Type) throws(Malformed) -> Number {
    let size = MemoryLayout<Number>.size
    guard bytes.count - index >= size else { throw Malformed(offset: index) }
    defer { index += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: Number.self))
  }
}
