import CChecksums

/// How a TFRecord file frames its records: 8 bytes of length, 4 of its checksum, the data, 4 of its checksum, all with
/// the lowest byte first.
enum TFRecordFraming {
  /// Bytes before the data.
  static let head = 12
  /// Bytes before and after the data.
  static let overhead = 16
  /// More than a protocol buffer can hold, so that no record is longer.
  static let maxLength: UInt64 = 1 << 31

  /// The length that a head tells; nil where its checksum is wrong.
  static func length(_ head: UnsafeRawBufferPointer) -> UInt64? {
    guard head.count >= self.head, checksum(head.prefix(8)) == word(head, 8) else { return nil }
    return UInt64(littleEndian: head.loadUnaligned(as: UInt64.self))
  }

  /// Whether the checksum that follows a record's data is that of the data.
  static func isIntact(_ record: UnsafeRawBufferPointer) -> Bool {
    guard record.count >= overhead else { return false }
    return checksum(record[head..<record.count - 4]) == word(record, record.count - 4)
  }

  /// CRC-32C, turned and moved as TensorFlow does, so that data which holds checksums can be checked itself.
  static func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes)
    let crc = lunas_crc32c(0, bytes.baseAddress, bytes.count)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
