import Glibc
import Suggestions

/// Rows of comma- or tab-separated values, as RFC 4180 has them: fields that hold a separator, a quote or the end of a line
/// stand in quotes, and a quote in them is doubled. Lines end with LF or CRLF; empty ones are no items.
///
/// Nothing is copied and no text is made. What takes the time is looking for the next separator, quote or end of a line, and
/// that is left to `memchr`.
struct CSVRows: TextRows {
  let file: String
  let wanted: [String]
  private(set) var rowLine = 0
  private(set) var values: [RowValue]

  let separator: UInt8
  /// The names in the first row.
  private var columns: [String] = []
  /// For each column its position in ``values``, or -1.
  private var slots: [Int] = []
  /// The line that is read next.
  private var line = 1
  /// The next quote and carriage return at or behind where it was last looked; nil where that is not known.
  private var nextQuote: Int?
  private var nextReturn: Int?
  /// The text of quoted fields with quotes in them, as long as ``values`` are good.
  private let unquoted = KeptBytes()

  private static let (quote, lineFeed, carriageReturn) = (
    UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")
  )

  init(file: String, wanted: [String]) { self.init(file: file, wanted: wanted, separator: UInt8(ascii: ",")) }

  init(file: String, wanted: [String], separator: UInt8) {
    self.file = file
    self.wanted = wanted
    self.separator = separator
    values = Array(repeating: .missing, count: wanted.count)
  }

  // MARK: Rows

  mutating func head(_ pieces: inout PieceReader) throws -> [UInt8] {
    _ = try pieces.more()
    let mark: [UInt8] = pieces.rest.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
    pieces.position += mark.count
    guard let row = try next(&pieces) else {
      throw DataError(
        file: file,
        problem: "a first line with the names of columns and a line for each item expected, got an empty file")
    }
    let bytes = UnsafeRawBufferPointer(rebasing: pieces.bytes[row.start..<row.start + row.length])
    try name(UnsafeRawBufferPointer(rebasing: bytes.prefix(row.content)))
    return mark + bytes
  }

  mutating func next(_ pieces: inout PieceReader) throws -> RowExtent? {
    var gap = 0
    while true {
      let start = pieces.position
      if start < pieces.end, let base = pieces.bytes.baseAddress {
        let bytes = base.assumingMemoryBound(to: UInt8.self)
        if let (content, next) = try row(bytes, from: start, to: pieces.end, isLast: pieces.isAtEnd) {
          pieces.position = next
          // An empty line has no fields, unless there is one column, of which it is an empty value.
          if content > start || columns.count == 1 {
            let hasEnd = bytes[next - 1] == Self.lineFeed
            return RowExtent(
              gap: gap, start: start, content: content - start, length: (hasEnd ? next : content) - start)
          }
          gap += next - start
          continue
        }
      } else if pieces.isAtEnd {
        return nil
      }
      guard try pieces.more() else {
        throw mistake(
          "a row of at most \(PieceReader.greatestRow >> 20) MiB expected; is a closing quote missing?")
      }
      (nextQuote, nextReturn) = (nil, nil)
    }
  }

  /// Reads a row.
  ///
  /// - Returns: where it ends, without and with the end of its line; nil where more bytes are needed to tell.
  @inline(__always)
  private mutating func row(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, isLast: Bool
  ) throws -> (content: Int, next: Int)? {
    rowLine = line
    unquoted.removeAll()
    guard var lineEnd = Self.find(Self.lineFeed, bytes, start, end) ?? (isLast ? end : nil) else { return nil }
    var position = start
    var field = 0
    var lines = 0
    while true {
      var fieldEnd: Int
      let content = lineEnd > position && bytes[lineEnd - 1] == Self.carriageReturn ? lineEnd - 1 : lineEnd
      if position < end, bytes[position] == Self.quote {
        guard let (closing, isDoubled) = try closingQuote(bytes, position + 1, end, isLast, field) else {
          return nil
        }
        fieldEnd = closing + 1
        take(field, bytes, position + 1, closing, isDoubled)
        while lineEnd < fieldEnd {
          lines += 1
          guard let next = Self.find(Self.lineFeed, bytes, lineEnd + 1, end) ?? (isLast ? end : nil) else {
            return nil
          }
          lineEnd = next
        }
        if fieldEnd < end, bytes[fieldEnd] != separator, fieldEnd != lineEnd,
          bytes[fieldEnd] != Self.carriageReturn || fieldEnd + 1 != lineEnd
        {
          line += lines
          throw mistake(
            "field \(field + 1): \(separator == 9 ? "a tab" : "a comma") or the end of the line expected after the "
              + "closing quote, got '\(Self.character(bytes, fieldEnd, end))'", on: line)
        }
      } else {
        fieldEnd = Self.find(separator, bytes, position, content) ?? content
        try checkUnquoted(bytes, position, fieldEnd, end, field, lines)
        take(field, bytes, position, fieldEnd, false)
      }
      field += 1
      if fieldEnd < end, fieldEnd < lineEnd, bytes[fieldEnd] == separator {
        position = fieldEnd + 1
        continue
      }
      line += lines + 1
      if field != columns.count, !columns.isEmpty, fieldEnd > start { throw otherCount(field) }
      return (fieldEnd, min(lineEnd + 1, end))
    }
  }

  /// A field without quotes around it must have none in it, and no half of the end of a line.
  @inline(__always)
  private mutating func checkUnquoted(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ fieldEnd: Int, _ end: Int, _ field: Int, _ lines: Int
  ) throws {
    if nextQuote.map({ $0 < start }) ?? true { nextQuote = Self.find(Self.quote, bytes, start, end) ?? .max }
    if let nextQuote, nextQuote < fieldEnd {
      throw mistake(
        "field \(field + 1): a field with a quote in it must stand in quotes, and the quote in it be doubled",
        on: line + lines)
    }
    if nextReturn.map({ $0 < start }) ?? true {
      nextReturn = Self.find(Self.carriageReturn, bytes, start, end) ?? .max
    }
    if let nextReturn, nextReturn < fieldEnd {
      throw mistake(
        "field \(field + 1): a line feed expected after a carriage return outside quotes, got "
          + "'\(Self.character(bytes, nextReturn + 1, end))'", on: line + lines)
    }
  }

  private mutating func closingQuote(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ isLast: Bool, _ field: Int
  ) throws -> (position: Int, isDoubled: Bool)? {
    var position = start
    var isDoubled = false
    while let found = Self.find(Self.quote, bytes, position, end) {
      if found + 1 == end { return isLast ? (found, isDoubled) : nil }
      guard bytes[found + 1] == Self.quote else { return (found, isDoubled) }
      isDoubled = true
      position = found + 2
    }
    guard isLast else { return nil }
    throw mistake("field \(field + 1): its closing quote expected, got the end of the file")
  }

  /// Keeps a field, if it is of a column that is wanted.
  @inline(__always)
  private mutating func take(
    _ field: Int, _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ isDoubled: Bool
  ) {
    guard field < slots.count, slots[field] >= 0 else { return }
    let slot = slots[field]
    let text = UnsafeRawBufferPointer(start: bytes + start, count: end - start)
    values[slot] = RowValue(kind: text.isEmpty ? .missing : .plain, bytes: isDoubled ? single(text) : text)
  }

  /// A text with each doubled quote as one.
  private func single(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    unquoted.keep(text.count) { space in
      var count = 0
      var isFirst = false
      for byte in text {
        isFirst = byte == Self.quote && !isFirst
        if isFirst || byte != Self.quote {
          space[count] = byte
          count += 1
        }
      }
      return count
    }
  }

  @inline(__always)
  private static func find(_ byte: UInt8, _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard let found = memchr(bytes + start, Int32(byte), end - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
  }
}

// MARK: - Columns and mistakes

extension CSVRows {
  /// Reads the names of the columns, and finds those that are wanted.
  private mutating func name(_ header: UnsafeRawBufferPointer) throws {
    guard let text = String(validating: header, as: UTF8.self) else {
      throw mistake("text in UTF-8 expected, got other bytes")
    }
    columns = Self.names(text, separator: Character(Unicode.Scalar(separator)))
    slots = Array(repeating: -1, count: columns.count)
    for (slot, name) in wanted.enumerated() {
      let places = columns.indices.filter { columns[$0] == name }
      guard let place = places.first else { throw unknown(name) }
      guard places.count == 1 else { throw mistake("the column '\(name)' is named \(places.count) times") }
      slots[place] = slot
    }
  }

  /// The fields of a row that is known to be sound.
  private static func names(_ text: String, separator: Character) -> [String] {
    var names: [String] = [""]
    var (isQuoted, wasQuote) = (false, false)
    for character in text {
      if character == "\"" {
        if !isQuoted, wasQuote { names[names.count - 1].append("\"") }
        wasQuote = isQuoted
        isQuoted.toggle()
        continue
      }
      wasQuote = false
      if character == separator, !isQuoted {
        names.append("")
      } else {
        names[names.count - 1].append(character)
      }
    }
    return names
  }

  private func unknown(_ name: String) -> DataError {
    let unknown = UnknownName(kind: "column", name: name, known: columns)
    let other: UInt8 = separator == 9 ? UInt8(ascii: ",") : 9
    let isOtherFormat = columns.count == 1 && columns[0].utf8.contains(other)
    let hint =
      isOtherFormat
      ? "; are its columns separated by \(separator == 9 ? "commas, as in files called .csv" : "tabs, as in files called .tsv")?"
      : ""
    return DataError(
      file: file, place: "line 1",
      problem: "there is no column '\(name)'"
        + (unknown.nearest.map { "; did you mean '\($0)'?" } ?? "") + " (columns: "
        + columns.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        + (columns.count > 20 ? " and \(columns.count - 20) more" : "") + ")" + hint)
  }

  private func otherCount(_ count: Int) -> DataError {
    let expected = "\(columns.count) field\(columns.count == 1 ? "" : "s")"
    return mistake("\(expected) expected, as many as the first line names, got \(count)")
  }

  private func mistake(_ problem: String, on line: Int? = nil) -> DataError {
    DataError(file: file, place: "line \(line ?? rowLine)", problem: problem)
  }

  private static func character(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> String {
    let text = String(
      decoding: UnsafeBufferPointer(start: bytes + start, count: min(4, end - start)), as: UTF8.self)
    return text.first.map(String.init) ?? "the end of the file"
  }
}
