/// What a row has in a column.
struct RowValue {
  enum Kind {
    case missing
    /// Text that may also be read as a number, as all text of a table may.
    case plain
    /// Text that was marked as such, and is no number.
    case string
    /// Several values, as JSON writes them.
    case list
  }

  var kind: Kind
  /// Without the quotes around it.
  var bytes: UnsafeRawBufferPointer

  static var missing: RowValue { RowValue(kind: .missing, bytes: UnsafeRawBufferPointer(start: nil, count: 0)) }

  /// For a message: at most 40 characters of it, in quotes.
  var shown: String {
    let text = String(decoding: bytes.prefix(160), as: UTF8.self)
    return "'\(text.count > 40 ? text.prefix(40) + "..." : text)'"
  }
}

/// What is wrong with a value. Whoever reads the row adds file and line.
struct ColumnProblem: Error {
  let text: String
}
