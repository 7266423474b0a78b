/// How rows are found in a format of text that has one item a row, and what they say.
protocol TextRows {
  /// The columns that are wanted, in the order of ``values``.
  init(file: String, wanted: [String])

  /// The line on which the last row began, from 1.
  var rowLine: Int { get }
  /// What the last row has in each of the wanted columns; good until the next row is read.
  var values: [RowValue] { get }

  /// Reads what stands before the first item.
  ///
  /// - Returns: its bytes, as they are to stand before the first item of every output.
  /// - Throws: ``DataError``.
  mutating func head(_ pieces: inout PieceReader) throws -> [UInt8]

  /// Reads the next item.
  ///
  /// - Throws: ``DataError`` with the line of a mistake.
  mutating func next(_ pieces: inout PieceReader) throws -> RowExtent?

  /// Looks at what can be known only of all rows.
  ///
  /// - Throws: ``DataError``, such as for a column that no row has.
  func end() throws
}

extension TextRows {
  func end() throws {}
}

/// Where an item lies in its file.
struct RowExtent {
  /// Bytes between the item before and this one that belong to none, such as empty lines.
  var gap: Int
  /// Where it begins in the piece at hand.
  var start: Int
  /// Its bytes without the end of its line.
  var content: Int
  /// Its bytes with the end of its line; the same where the file ends before that.
  var length: Int
}

/// Where all items of a file lie, in four bytes an item: files are read from their beginning, so lengths are enough.
struct RowMap: Sendable {
  /// What stands before the first item of every output.
  var head: [UInt8] = []
  /// The bytes of the file before its first item, apart from gaps.
  var beginning = 0
  /// The bytes of the file that are no item, by the item before which they stand.
  var gaps: [(item: Int, bytes: Int)] = []
  /// The bytes of each item, with the end of its line.
  var lengths: [UInt32] = []
  /// The end of the first line that has one.
  var lineEnd: [UInt8] = [UInt8(ascii: "\n")]
  /// Whether the file ends in the middle of its last line.
  var lacksLastLineEnd = false
  /// Of the file that was read.
  let stamp: FileStamp
  let isGzipped: Bool
}
