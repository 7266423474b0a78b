/// How the bytes of a file are packed.
enum Packing: Sendable, Hashable {
  case plain, gzip
  /// A bare zlib stream (RFC 1950), which TensorFlow writes where it is asked to.
  case zlib

  /// What a file's first two bytes say; no other format here begins like a packed one.
  init(_ first: UnsafeRawBufferPointer) {
    guard first.count >= 2 else {
      self = .plain
      return
    }
    // Deflate with a window of up to 32 KiB, and a checksum over both bytes.
    let isZlib = first[0] & 0x0F == 8 && first[0] >> 4 <= 7 && (Int(first[0]) << 8 + Int(first[1])) % 31 == 0
    self = first[0] == 0x1F && first[1] == 0x8B ? .gzip : isZlib ? .zlib : .plain
  }
}
