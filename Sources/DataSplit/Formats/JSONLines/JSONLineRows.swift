import Glibc
import PlainJSON
import Suggestions

/// Rows of which each is a JSON object; a member of a member is named with a point between: `meta.label`.
struct JSONLineRows: TextRows {
  let file: String
  let wanted: [String]
  private(set) var rowLine = 0
  private(set) var values: [RowValue]

  private var line = 1
  private var finder: JSONFinder

  init(file: String, wanted: [String]) {
    self.file = file
    self.wanted = wanted
    values = Array(repeating: .missing, count: wanted.count)
    finder = JSONFinder(wanted)
  }

  mutating func head(_ pieces: inout PieceReader) throws -> [UInt8] {
    _ = try pieces.more()
    guard pieces.rest.starts(with: [0xEF, 0xBB, 0xBF]) else { return [] }
    pieces.position += 3
    return [0xEF, 0xBB, 0xBF]
  }

  mutating func next(_ pieces: inout PieceReader) throws -> RowExtent? {
    var gap = 0
    while true {
      let start = pieces.position
      if let end = Self.lineEnd(pieces.rest) ?? (pieces.isAtEnd ? pieces.end - start : nil) {
        if start == pieces.end { return nil }
        let next = min(start + end + 1, pieces.end)
        pieces.position = next
        rowLine = line
        line += 1
        let hasEnd = start + end < pieces.end
        let isReturn = end > 0 && pieces.bytes[start + end - 1] == UInt8(ascii: "\r")
        let content = isReturn ? end - 1 : end
        let row = UnsafeRawBufferPointer(rebasing: pieces.bytes[start..<start + content])
        if row.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
          gap += next - start
          continue
        }
        try read(row)
        return RowExtent(gap: gap, start: start, content: content, length: hasEnd ? end + 1 : content)
      }
      guard try pieces.more() else {
        throw mistake(
          "a line of at most \(PieceReader.greatestRow >> 20) MiB expected; is this a single document?")
      }
    }
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base, 10, bytes.count) else { return nil }
    return UnsafeRawPointer(found) - base
  }

  private mutating func read(_ row: UnsafeRawBufferPointer) throws {
    for slot in values.indices { values[slot] = .missing }
    do { try finder.find(in: row, &values) } catch {
      // The slower reader knows what is wrong, and where.
      do { _ = try JSON(parsing: Array(row)) } catch {
        throw mistake("a JSON object expected: \(error.problem) (column \(error.column))")
      }
      throw mistake(error.text)
    }
  }

  func end() throws {
    guard rowLine > 0 else { return }
    for (slot, name) in wanted.enumerated() where !finder.wasSeen[slot] {
      let unknown = UnknownName(kind: "member", name: name, known: finder.known)
      throw DataError(
        file: file,
        problem: "no line has a member '\(name)'" + (unknown.nearest.map { "; did you mean '\($0)'?" } ?? "")
          + " (members: " + finder.known.map { "'\($0)'" }.joined(separator: ", ") + ")")
    }
  }

  private func mistake(_ problem: String) -> DataError {
    DataError(file: file, place: "line \(max(rowLine, 1))", problem: problem)
  }
}
