/// A hash of bytes that is the same on every machine and in every run, unlike the standard library's.
///
/// It multiplies 64-bit words into 128 bits and folds them, as wyhash does (Wang Yi, 2019). It protects from nobody who looks
/// for equal hashes; of a billion different items two have the same with a chance of 3 %.
enum ByteHash {
  private static let secrets: (UInt64, UInt64, UInt64) = (
    0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3
  )

  /// The hash of some bytes.
  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    guard count > 0, let base = bytes.baseAddress else { return fold(secrets.0, secrets.1) }
    var state = secrets.2
    var offset = 0
    while count - offset > 16 {
      state = fold(word(base + offset) ^ secrets.0, word(base + offset + 8) ^ state)
      offset += 16
    }
    let (first, second) = tail(base, offset: offset, count: count)
    return fold(secrets.1 ^ UInt64(count), fold(first ^ secrets.1, second ^ state))
  }

  /// The last 1 to 16 bytes as two words, which overlap where there are fewer.
  @inline(__always)
  private static func tail(_ base: UnsafeRawPointer, offset: Int, count: Int) -> (UInt64, UInt64) {
    let left = count - offset
    if left >= 8 { return (word(base + offset), word(base + count - 8)) }
    if left >= 4 { return (half(base + offset), half(base + count - 4)) }
    let bytes = base.assumingMemoryBound(to: UInt8.self) + offset
    return (UInt64(bytes[0]) << 16 | UInt64(bytes[left / 2]) << 8 | UInt64(bytes[left - 1]), 0)
  }

  @inline(__always)
  private static func word(_ at: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  private static func half(_ at: UnsafeRawPointer) -> UInt64 {
    UInt64(UInt32(littleEndian: at.loadUnaligned(as: UInt32.self)))
  }

  @inline(__always)
  private static func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second)
    return product.high ^ product.low
  }
}
