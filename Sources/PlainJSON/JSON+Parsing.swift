/// Why a text is not JSON, and where.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was wrong, as a phrase: `expected a value, got ']'`.
  public let problem: String
  /// The line of the problem, from 1.
  public let line: Int
  /// The column of the problem in bytes, from 1.
  public let column: Int

  public var description: String { "\(problem) (line \(line), column \(column))" }
}

extension JSON {
  /// Reads one JSON value that fills the whole text; `NaN`, `Infinity` and `-Infinity` count as numbers.
  ///
  /// - Throws: ``JSONError`` with the place of the first problem.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads one JSON value from UTF-8 bytes; see ``init(parsing:)-(String)``.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

/// A recursive-descent parser over UTF-8 bytes (RFC 8259, with the non-finite numbers that Python writes).
private struct JSONParser {
  let bytes: [UInt8]
  var index = 0
  var depth = 0

  /// Deep enough for any architecture, shallow enough for a thread's stack.
  static let maxDepth = 256

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    if index < bytes.count { throw error("expected the end of the text, got \(here)") }
    return value
  }

  private mutating func value() throws(JSONError) -> JSON {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t") where take("true"): return .bool(true)
    case UInt8(ascii: "f") where take("false"): return .bool(false)
    case UInt8(ascii: "n") where take("null"): return .null
    case UInt8(ascii: "N") where take("NaN"): return .number(.nan)
    case UInt8(ascii: "I") where take("Infinity"): return .number(.infinity)
    case UInt8(ascii: "-") where take("-Infinity"): return .number(-.infinity)
    case UInt8(ascii: "-")?: return try number()
    case let digit? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit): return try number()
    default: throw error("expected a value, got \(here)")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONError) -> JSON
  ) throws(JSONError) -> JSON {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maxDepth { throw error("nested deeper than \(Self.maxDepth) levels") }
    index += 1
    return try body(&self)
  }

  private mutating func object() throws(JSONError) -> JSON {
    var members: [String: JSON] = [:]
    skipSpace()
    if skip(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      if peek != UInt8(ascii: "\"") { throw error("expected a key in quotes, got \(here)") }
      let key = try string()
      skipSpace()
      if !skip(UInt8(ascii: ":")) { throw error("expected ':' after the key \"\(key)\", got \(here)") }
      members[key] = try value()
      skipSpace()
      if skip(UInt8(ascii: "}")) { return .object(members) }
      if !skip(UInt8(ascii: ",")) { throw error("expected ',' or '}', got \(here)") }
    }
  }

  private mutating func array() throws(JSONError) -> JSON {
    var elements: [JSON] = []
    skipSpace()
    if skip(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value())
      skipSpace()
      if skip(UInt8(ascii: "]")) { return .array(elements) }
      if !skip(UInt8(ascii: ",")) { throw error("expected ',' or ']', got \(here)") }
    }
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = index
    _ = skip(UInt8(ascii: "-"))
    let leadingZero = peek == UInt8(ascii: "0")
    let whole = skipDigits()
    if whole == 0 { throw error("expected a digit, got \(here)") }
    if leadingZero && whole > 1 { throw error("a number has no leading zero") }
    var isInteger = true
    if skip(UInt8(ascii: ".")) {
      isInteger = false
      if skipDigits() == 0 { throw error("expected a digit, got \(here)") }
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      isInteger = false
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      if skipDigits() == 0 { throw error("expected a digit, got \(here)") }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    // A whole number too large for 64 bits is kept as the nearest double.
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let double = Double(text) else { throw error("'\(text)' is not a number") }
    return .number(double)
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    return index - start
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a string is not valid UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        index += 1
        try escape(into: &text)
      case 0..<0x20: throw error("a control character in a string must be escaped")
      default:
        text.append(byte)
        index += 1
      }
    }
    throw error("unfinished string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = peek else { throw error("unfinished string") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var code = try hexUnit()
      if (0xD800..<0xDC00).contains(code), take("\\u") {
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half of a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half of a surrogate pair") }
      text += Array(String(scalar).utf8)
    default: throw error("unknown escape '\\\(Character(Unicode.Scalar(byte)))'")
    }
  }

  private mutating func hexUnit() throws(JSONError) -> UInt32 {
    let end = index + 4
    guard end <= bytes.count,
      let code = UInt32(String(decoding: bytes[index..<end], as: UTF8.self), radix: 16)
    else { throw error("expected four hexadecimal digits") }
    index = end
    return code
  }

  // MARK: Scanning

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[index..<end]) }) else {
      return false
    }
    index = end
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private var here: String {
    guard let byte = peek else { return "the end of the text" }
    return byte < 0x80 && byte >= 0x20 ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
  }

  private func error(_ problem: String) -> JSONError {
    let before = bytes[..<index]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONError(problem: problem, line: line, column: index - lineStart + 1)
  }
}
