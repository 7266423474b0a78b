/// Reads a file of comma-separated values row by row, as RFC 4180 has them; it may be gzipped.
///
/// Fields that hold a comma, a quote or a line break stand in quotes, and a quote in them is doubled. Lines end with LF or
/// CRLF. A byte-order mark and empty lines are skipped; every other row must have as many fields as the first, which names
/// the columns. Only the row that is read is kept, so that a file may be larger than memory.
///
/// ```swift
/// var reader = try CSVReader("table.csv.gz")
/// while let row = try reader.next() { print(try row.text(0)) }
/// ```
public struct CSVReader {
  /// The file, as it was asked for.
  public let file: String
  /// The names in the first row.
  public private(set) var columns: [String] = []

  private let source: ByteSource
  private let separator: UInt8
  private var piece: [UInt8] = []
  private var position = 0
  private var line = 1

  private static let (quote, lineFeed, carriageReturn) = (
    UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")
  )

  /// Opens a file and reads the names of its columns.
  ///
  /// - Parameter separator: what stands between fields.
  /// - Throws: ``CSVError`` where it cannot be read, is empty, or names a column twice.
  public init(_ file: String, separator: UInt8 = UInt8(ascii: ",")) throws(CSVError) {
    self.file = file
    self.separator = separator
    source = try ByteSource(file)
    try skipMark()
    guard let header = try row() else {
      throw CSVError(file: file, problem: "a first line with the names of columns expected, got an empty file")
    }
    columns = try header.texts()
    var known: Set<String> = []
    for column in columns where !known.insert(column).inserted {
      throw CSVError(file: file, line: header.line, problem: "the column '\(column)' is named twice")
    }
  }

  /// The next row, or nil at the end.
  ///
  /// - Throws: ``CSVError`` with the line of a mistake.
  public mutating func next() throws(CSVError) -> CSVRow? {
    guard let row = try row() else { return nil }
    guard row.count == columns.count else {
      throw CSVError(
        file: file, line: row.line,
        problem:
          "\(columns.count) field\(columns.count == 1 ? "" : "s") expected, as many as the first line names, "
          + "got \(row.count)")
    }
    return row
  }

  // MARK: Fields

  private mutating func row() throws(CSVError) -> CSVRow? {
    var row = CSVRow(file: file)
    while try peek() != nil {
      row.line = line
      repeat {
        try field(into: &row)
        row.ends.append(row.bytes.count)
      } while try take(separator)
      try endOfLine()
      // An empty line has no fields, unless there is one column, of which it is an empty value.
      if row.count > 1 || !row.bytes.isEmpty || columns.count == 1 { return row }
      row.ends.removeAll()
    }
    return nil
  }

  private mutating func field(into row: inout CSVRow) throws(CSVError) {
    if try take(Self.quote) { return try quoted(into: &row) }
    while let byte = try peek(), byte != separator, byte != Self.lineFeed, byte != Self.carriageReturn {
      if byte == Self.quote {
        throw mistake("a field with a quote in it must stand in quotes, and the quote in it be doubled", in: row)
      }
      // As far as this piece goes, in one step.
      let start = position
      while position < piece.count {
        let byte = piece[position]
        if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn || byte == Self.quote {
          break
        }
        position += 1
      }
      row.bytes += piece[start..<position]
    }
  }

  private mutating func quoted(into row: inout CSVRow) throws(CSVError) {
    let start = line
    while let byte = try peek() {
      position += 1
      if byte == Self.lineFeed { line += 1 }
      if byte == Self.quote, try !take(Self.quote) {
        switch try peek() {
        case nil, separator, Self.lineFeed, Self.carriageReturn: return
        case let byte?:
          throw mistake(
            "a comma or the end of the line expected after the closing quote, got '\(Self.text(byte))'", in: row)
        }
      }
      row.bytes.append(byte)
    }
    throw CSVError(
      file: file, line: start,
      problem: "field \(row.count + 1): its closing quote expected, got the end of the file")
  }

  private mutating func endOfLine() throws(CSVError) {
    let isReturn = try take(Self.carriageReturn)
    if try take(Self.lineFeed) {
      line += 1
    } else if isReturn, try peek() != nil {
      throw CSVError(
        file: file, line: line,
        problem: "a line feed expected after a carriage return outside quotes, got "
          + "'\(Self.text(try peek() ?? 0))'")
    }
  }

  // MARK: Bytes

  private mutating func peek() throws(CSVError) -> UInt8? {
    if position == piece.count {
      try source.next(into: &piece)
      position = 0
      if piece.isEmpty { return nil }
    }
    return piece[position]
  }

  /// Takes a byte if it is next.
  private mutating func take(_ byte: UInt8) throws(CSVError) -> Bool {
    guard try peek() == byte else { return false }
    position += 1
    return true
  }

  /// Spreadsheets put a byte-order mark in front.
  private mutating func skipMark() throws(CSVError) {
    _ = try peek()
    if piece.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private func mistake(_ problem: String, in row: CSVRow) -> CSVError {
    CSVError(file: file, line: line, problem: "field \(row.count + 1): \(problem)")
  }

  private static func text(_ byte: UInt8) -> String { String(decoding: [byte], as: UTF8.self) }
}
