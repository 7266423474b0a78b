import PlainJSON

/// Numbers as trainers write them.
enum ReportedNumber {
  /// A number, also as a text: `json.dumps(..., default=str)` and cloudml-hypertune write `"0.91"`, `"nan"`, `"-inf"`. A
  /// truth value is none.
  static func value(_ json: JSON) -> Double? {
    json.doubleValue ?? json.stringValue.flatMap { value($0.utf8) }
  }

  /// A step: a whole number, also as a text.
  static func step(_ json: JSON?) -> Int? {
    json.flatMap { $0.intValue ?? $0.stringValue.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0) } } }
  }

  /// The number that fills a text, or nil: decimal, or one of the words `nan`, `inf` and `infinity` in any letters.
  static func value(_ text: some Collection<UInt8>) -> Double? {
    guard text.count <= 64, let first = text.first else { return nil }
    let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    guard let start = isSigned ? text.dropFirst().first : first else { return nil }
    switch start {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
      // Swift also reads hexadecimal numbers; 0x10 in a log is an address.
      if text.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }) { return nil }
      return Double(String(decoding: text, as: UTF8.self))
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "i"), UInt8(ascii: "I"):
      switch String(decoding: isSigned ? Array(text.dropFirst()) : Array(text), as: UTF8.self).lowercased() {
      case "nan": return .nan
      case "inf", "infinity": return first == UInt8(ascii: "-") ? -.infinity : .infinity
      default: return nil
      }
    default: return nil
    }
  }
}
