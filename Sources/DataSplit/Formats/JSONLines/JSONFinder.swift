import Glibc
import PlainJSON

/// Looks for members of a JSON object by their paths and passes over everything else, without making values of it.
struct JSONFinder {
  private let wanted: [[UInt8]]
  /// Whether any object had the member.
  private(set) var wasSeen: [Bool]
  /// Paths of members that were met in the first objects, for messages.
  private(set) var known: [String] = []
  private var objects = 0
  /// The path of the member that is being read.
  private var path: [UInt8] = []
  /// Texts that were written with escapes, as long as values are good.
  private let unescaped = KeptBytes()

  init(_ wanted: [String]) {
    self.wanted = wanted.map { Array($0.utf8) }
    wasSeen = Array(repeating: false, count: wanted.count)
  }

  /// Finds values in an object.
  ///
  /// - Throws: ``ColumnProblem`` where it is no object, or no value that a column can have stands there.
  mutating func find(in bytes: UnsafeRawBufferPointer, _ values: inout [RowValue]) throws(ColumnProblem) {
    unescaped.removeAll()
    path.removeAll(keepingCapacity: true)
    var cursor = JSONCursor(bytes)
    try object(&cursor, &values)
    cursor.skipSpace()
    guard cursor.isAtEnd else { throw ColumnProblem(text: "one JSON object a line expected, got more") }
    objects += 1
  }

  private mutating func object(
    _ cursor: inout JSONCursor, _ values: inout [RowValue]
  ) throws(ColumnProblem) {
    guard cursor.take(UInt8(ascii: "{")) else { throw ColumnProblem(text: "a JSON object expected") }
    if cursor.take(UInt8(ascii: "}")) { return }
    let outer = path.count
    repeat {
      let key = try cursor.string()
      path.removeSubrange(outer...)
      if outer > 0 { path.append(UInt8(ascii: ".")) }
      path.append(contentsOf: try text(key))
      guard cursor.take(UInt8(ascii: ":")) else { throw ColumnProblem(text: "a ':' expected after a key") }
      let slot = wanted.firstIndex(of: path)
      let leadsOn =
        slot == nil
        && wanted.contains {
          $0.count > path.count + 1 && $0.starts(with: path)
            && $0[path.count] == UInt8(ascii: ".")
        }
      if objects < 100 { note() }
      if leadsOn, cursor.peek() == UInt8(ascii: "{") {
        try object(&cursor, &values)
        continue
      }
      let isString = cursor.peek() == UInt8(ascii: "\"")
      let value = try cursor.value()
      if let slot {
        wasSeen[slot] = true
        values[slot] = try rowValue(value, isString: isString)
      }
    } while cursor.take(UInt8(ascii: ","))
    guard cursor.take(UInt8(ascii: "}")) else { throw ColumnProblem(text: "a ',' or '}' expected after a member") }
  }

  private mutating func note() {
    let name = String(decoding: path, as: UTF8.self)
    if known.count < 100, !known.contains(name) { known.append(name) }
  }

  private mutating func rowValue(_ value: UnsafeRawBufferPointer, isString: Bool) throws(ColumnProblem) -> RowValue
  {
    if isString {
      let text = try text(UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast()))
      return RowValue(kind: text.isEmpty ? .missing : .string, bytes: text)
    }
    switch value.first {
    case UInt8(ascii: "n"): return .missing
    case UInt8(ascii: "["): return RowValue(kind: .list, bytes: value)
    case UInt8(ascii: "{"):
      throw ColumnProblem(
        text:
          "the member '\(String(decoding: path, as: UTF8.self))': a text, a number or a list expected, got an object; "
          + "name one of its members with a point between")
    default: return RowValue(kind: .plain, bytes: value)
    }
  }

  /// What stands between quotes, with escapes resolved.
  private mutating func text(_ raw: UnsafeRawBufferPointer) throws(ColumnProblem) -> UnsafeRawBufferPointer {
    guard let base = raw.baseAddress, memchr(base, Int32(UInt8(ascii: "\\")), raw.count) != nil else { return raw }
    let quote = [UInt8(ascii: "\"")]
    guard case .string(let text)? = try? JSON(parsing: quote + raw + quote) else {
      throw ColumnProblem(text: "a text with sound escapes expected")
    }
    return unescaped.keep(text.utf8.count) { space in
      space.copyBytes(from: text.utf8)
      return text.utf8.count
    }
  }
}

/// A place in JSON text.
struct JSONCursor {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skipSpace() {
    while position < bytes.count, bytes[position] <= 0x20, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  /// The next byte that is no space.
  mutating func peek() -> UInt8? {
    skipSpace()
    return position < bytes.count ? bytes[position] : nil
  }

  /// Takes a byte if it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  /// What stands between the quotes of a string.
  mutating func string() throws(ColumnProblem) -> UnsafeRawBufferPointer {
    guard take(UInt8(ascii: "\"")) else { throw ColumnProblem(text: "a text in quotes expected") }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<position - 1])
      }
      guard byte >= 0x20 else { throw ColumnProblem(text: "a text without control characters expected") }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    throw ColumnProblem(text: "the closing quote of a text expected, got the end of the line")
  }

  /// The bytes of any value.
  mutating func value() throws(ColumnProblem) -> UnsafeRawBufferPointer {
    guard let first = peek() else { throw ColumnProblem(text: "a value expected, got the end of the line") }
    let start = position
    switch first {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
    default:
      while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
      let word = String(decoding: bytes[start..<position], as: UTF8.self)
      let isWord = ["true", "false", "null", "NaN", "Infinity", "-Infinity"].contains(word)
      guard isWord || NumberText.number(UnsafeRawBufferPointer(rebasing: bytes[start..<position])) != nil else {
        throw ColumnProblem(text: "a value expected, got '\(word.prefix(40))'")
      }
    }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
  }

  /// Passes over an object or a list without recursion, so that no depth is too great.
  private mutating func skipNested() throws(ColumnProblem) {
    var open: [UInt8] = []
    repeat {
      guard let byte = peek() else {
        throw ColumnProblem(text: "the end of an object or a list expected, got none")
      }
      switch byte {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(byte + 2)
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.popLast() == byte else { throw ColumnProblem(text: "an object or a list is closed wrongly") }
        position += 1
      default: position += 1
      }
    } while !open.isEmpty
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }
}
