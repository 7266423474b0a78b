import CChecksums

/// The hash that `sha256sum` prints (FIPS 180-4).
struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var rest: [UInt8] = []
  private var count = 0

  /// Takes the next bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    var bytes = bytes
    if !rest.isEmpty {
      let missing = min(64 - rest.count, bytes.count)
      rest += bytes.prefix(missing)
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(missing))
      if rest.count == 64 {
        let block = rest
        block.withUnsafeBytes { compress($0) }
        rest = []
      }
    }
    let whole = bytes.count & ~63
    if whole > 0 { compress(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole))) }
    rest += bytes.dropFirst(whole)
  }

  /// The hash of everything, in hexadecimal digits.
  mutating func finish() -> String {
    let bits = UInt64(count) * 8
    var end: [UInt8] = [0x80]
    while (count + end.count) % 64 != 56 { end.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      end.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    end.withUnsafeBytes { update($0) }
    let digits = Array("0123456789abcdef")
    return state.reduce(into: "") { text, word in
      for shift in stride(from: 28, through: 0, by: -4) { text.append(digits[Int(word >> UInt32(shift)) & 15]) }
    }
  }

  /// Takes whole blocks of 64 bytes.
  private mutating func compress(_ bytes: UnsafeRawBufferPointer) {
    state.withUnsafeMutableBufferPointer { lunas_sha256($0.baseAddress, bytes.baseAddress, bytes.count / 64) }
  }
}
