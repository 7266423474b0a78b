/// Numbers in decimal notation, as tables have them.
enum NumberText {
  /// The number that bytes spell: `12`, `-0.5`, `1e-3`; NaN for `nan` in any case; nil for anything else, infinities too.
  static func number(_ bytes: UnsafeRawBufferPointer) -> Double? {
    if let short = short(bytes) { return short }
    guard let last = bytes.last, bytes.count <= 400 else { return nil }
    // The standard library also takes hexadecimal numbers and words.
    let isDecimal = bytes.allSatisfy { byte in
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard isDecimal, last != UInt8(ascii: "+"), last != UInt8(ascii: "-") else {
      return text.lowercased() == "nan" ? .nan : nil
    }
    guard let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// Up to 15 digits with up to 15 behind the point: the quotient of two exact doubles is the nearest one (Clinger 1990).
  @inline(__always)
  private static func short(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard !bytes.isEmpty, bytes.count <= 16 else { return nil }
    let isNegative = bytes[0] == UInt8(ascii: "-")
    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = -1
    for byte in bytes.dropFirst(isNegative ? 1 : 0) {
      if byte == UInt8(ascii: "."), fraction < 0 {
        fraction = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      mantissa = mantissa * 10 + UInt64(digit)
      digits += 1
      if fraction >= 0 { fraction += 1 }
    }
    guard digits > 0, digits <= 15 else { return nil }
    let value = Double(mantissa) / powers[max(0, fraction)]
    return isNegative ? -value : value
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
