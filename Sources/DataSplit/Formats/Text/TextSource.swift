import Locking

/// A file of text with one item a row: a table of values, or a JSON object a line; gzipped or not.
///
/// It is read in pieces: what is kept are a few bytes an item (where it lies, its label), never the rows, so that a file may
/// be larger than memory. Rows are written byte for byte as they were, after the first line where there is one.
public final class TextSource: ItemSource {
  /// How rows are written.
  public enum Format: String, Sendable, CaseIterable {
    case csv
    case tsv
    case jsonLines = "jsonl"
  }

  public let path: String
  public let format: Format
  /// How the names of its outputs end: as its own does.
  public let ending: String
  /// Where the rows lie, once they were looked for.
  private let map = Locked<RowMap?>(nil)

  /// Names a file, which is not opened yet.
  ///
  /// - Parameter ending: how the names of its outputs end, with the point.
  public init(_ path: String, format: Format, ending: String) {
    self.path = path
    self.format = format
    self.ending = ending
  }

  public var paths: [String] { [path] }

  public func scan(_ columns: ItemColumns) throws -> ItemTable {
    var gatherer = ItemGatherer(columns)
    let wanted = gatherer.wanted
    let found =
      switch format {
      case .csv: try read(CSVRows(file: path, wanted: wanted), &gatherer)
      case .tsv: try read(CSVRows(file: path, wanted: wanted, separator: UInt8(ascii: "\t")), &gatherer)
      case .jsonLines: try read(JSONLineRows(file: path, wanted: wanted), &gatherer)
      }
    map.withLock { $0 = found }
    do { return try gatherer.table() } catch { throw DataError(file: path, problem: words(error)) }
  }

  public func write(_ items: [UInt32], to path: String) throws {
    let known = map.withLock { $0 }
    guard let known else {
      _ = try scan(ItemColumns())
      return try write(items, to: path)
    }
    try RowScatter(known, of: self.path, items: items).write(to: path)
  }

  /// What is wrong, with what the format calls its columns.
  private func words(_ problem: ColumnProblem) -> String {
    let column = "the column '"
    guard format == .jsonLines, problem.text.hasPrefix(column) else { return problem.text }
    return "the member '" + problem.text.dropFirst(column.count)
  }

  private func read<Rows: TextRows>(_ rows: Rows, _ gatherer: inout ItemGatherer) throws -> RowMap {
    var rows = rows
    let reader = try ByteReader(path)
    var pieces = PieceReader(reader)
    var map = RowMap(stamp: reader.stamp, isGzipped: reader.isGzipped)
    map.head = try rows.head(&pieces)
    map.beginning = pieces.consumed
    let lineFeed = UInt8(ascii: "\n")
    var isLineEndKnown = !map.head.isEmpty && map.head.last == lineFeed
    if isLineEndKnown { map.lineEnd = Self.lineEnd(map.head[...]) }
    var size = 0
    while let row = try rows.next(&pieces) {
      guard row.length <= UInt32.max, map.lengths.count < UInt32.max else {
        throw DataError(file: path, place: "line \(rows.rowLine)", problem: "at most 4 billion items expected")
      }
      if row.gap > 0 { map.gaps.append((map.lengths.count, row.gap)) }
      let bytes = UnsafeRawBufferPointer(rebasing: pieces.bytes[row.start..<row.start + row.content])
      do { try gatherer.add(rows.values, row: bytes) } catch {
        throw DataError(file: path, place: "line \(rows.rowLine)", problem: words(error))
      }
      map.lengths.append(UInt32(row.length))
      if row.length == row.content {
        map.lacksLastLineEnd = true
      } else if !isLineEndKnown {
        isLineEndKnown = true
        map.lineEnd = Self.lineEnd(pieces.bytes[row.start + row.content..<row.start + row.length])
      }
      size += row.length
      // Rows differ little in length: a look at some tells how many there will be.
      if map.lengths.count == 4096, !reader.isGzipped {
        let estimate = reader.stamp.size / (size / 4096) + 4096
        map.lengths.reserveCapacity(estimate)
        gatherer.reserve(estimate)
      }
    }
    try rows.end()
    guard !map.lengths.isEmpty else {
      throw DataError(
        file: path, problem: "items expected, got none\(map.head.isEmpty ? "" : " after the first line")")
    }
    return map
  }

  private static func lineEnd(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
    bytes.dropLast().last == UInt8(ascii: "\r") ? [UInt8(ascii: "\r"), UInt8(ascii: "\n")] : [UInt8(ascii: "\n")]
  }
}
