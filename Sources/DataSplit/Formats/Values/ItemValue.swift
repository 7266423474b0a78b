/// What an item has in a field, as a format with types gives it.
enum ItemValue: Sendable, Equatable {
  case missing
  case integer(Int64)
  case number(Double)
  case text(String)
  /// So many bytes that they are no label, group or time.
  case oversized(Int)
  /// Several of them, or none.
  case list([ItemValue])

  /// A text of a file's bytes; what is no UTF-8 is shown as `\xFF`, so that different bytes stay different.
  static func text(bytes: UnsafeRawBufferPointer) -> ItemValue {
    if let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
    var text = ""
    for byte in bytes {
      if (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "\\x" + (digits.count == 1 ? "0" + digits : digits)
      }
    }
    return .text(text)
  }

  /// A number as one of the classes that are told by whole numbers, where it is whole.
  static func number(orInteger value: Double) -> ItemValue {
    if let whole = Int64(exactly: value) { .integer(whole) } else { .number(value) }
  }

  /// How it reads as the name of a class or a group; nil where it has none.
  var name: String? {
    switch self {
    case .missing, .oversized: nil
    case .integer(let value): String(value)
    case .number(let value): value.isNaN ? nil : Int64(exactly: value).map { String($0) } ?? "\(value)"
    case .text(let text): text
    case .list(let values): values.count == 1 ? values[0].name : nil
    }
  }

  /// What kind of value it is, as an error message calls it.
  var kind: String {
    switch self {
    case .missing: "nothing"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "a text"
    case .oversized(let count): "\(count) bytes of data"
    case .list(let values): "a list of \(values.count) values"
    }
  }
}
