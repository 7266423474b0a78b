/// A terminal's screen, as far as the editor makes use of one.
struct ScreenEmulator {
  private(set) var columns: Int
  private let height: Int
  private var grid: [[Character]]
  private(set) var cursor = (row: 0, column: 0)
  private(set) var scrolledOut: [String] = []
  private(set) var bells = 0
  private(set) var bracketsPastes = false
  /// Sequences that it does not know, of which there should be none.
  private(set) var unknown: [String] = []
  private var isAtEdge = false
  private var pending: [UInt8] = []

  /// Fills the second column of a wide character.
  private static let continuation: Character = "\u{0}"

  init(columns: Int, rows: Int) {
    self.columns = columns
    height = rows
    grid = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  var lines: [String] {
    let lines = grid.map(Self.text)
    return Array(lines.prefix((lines.lastIndex { !$0.isEmpty } ?? -1) + 1))
  }

  private static func text(_ row: [Character]) -> String {
    var row = row.filter { $0 != continuation }
    while row.last == " " { row.removeLast() }
    return String(row)
  }

  /// Breaks the rows that are too long for a new width, as most terminals do.
  mutating func reflow(columns new: Int) {
    var rows: [[Character]] = []
    var place = (row: 0, column: 0)
    let used = max(lines.count, cursor.row + 1)
    for (position, row) in grid.prefix(used).enumerated() {
      let length = Self.text(row).isEmpty ? 0 : (row.lastIndex { $0 != " " } ?? -1) + 1
      if position == cursor.row { place = (rows.count + cursor.column / new, cursor.column % new) }
      for start in stride(from: 0, to: max(length, 1), by: new) {
        let part = row[start..<min(start + new, row.count)]
        rows.append(Array(part) + Array(repeating: " ", count: new - part.count))
      }
    }
    let out = max(0, rows.count - height)
    scrolledOut += rows.prefix(out).map(Self.text)
    grid = Array(rows.dropFirst(out))
    while grid.count < height { grid.append(Array(repeating: " ", count: new)) }
    cursor = (max(0, place.row - out), place.column)
    columns = new
    isAtEdge = false
  }

  // MARK: Writing

  mutating func write(_ bytes: [UInt8]) {
    pending += bytes
    // Half a character or half a sequence waits for the rest.
    guard let text = String(validating: pending, as: UTF8.self) else { return }
    var rest = Substring(text)
    while let first = rest.first {
      if first == "\u{1B}" {
        guard let end = rest.dropFirst(2).firstIndex(where: { ("@"..."~").contains($0) }) else { break }
        obey(String(rest[...end]))
        rest = rest[rest.index(after: end)...]
      } else {
        put(first)
        rest.removeFirst()
      }
    }
    pending = Array(rest.utf8)
  }

  private mutating func put(_ character: Character) {
    switch character {
    case "\r\n":
      put("\r")
      put("\n")
    case "\r":
      cursor.column = 0
      isAtEdge = false
    case "\n": feedLine()
    case "\u{07}": bells += 1
    default: show(character)
    }
  }

  private mutating func show(_ character: Character) {
    // Told anew, so that the editor's own table is not its own judge: all test texts are simple.
    let width = character.unicodeScalars.contains { $0.value >= 0x1100 && $0.value != 0x2026 } ? 2 : 1
    if isAtEdge || cursor.column + width > columns {
      cursor.column = 0
      feedLine()
      isAtEdge = false
    }
    grid[cursor.row][cursor.column] = character
    if width == 2 { grid[cursor.row][cursor.column + 1] = Self.continuation }
    cursor.column += width
    if cursor.column == columns {
      cursor.column -= 1
      isAtEdge = true
    }
  }

  private mutating func feedLine() {
    if cursor.row + 1 < height {
      cursor.row += 1
    } else {
      scrolledOut.append(Self.text(grid.removeFirst()))
      grid.append(Array(repeating: " ", count: columns))
    }
  }

  private mutating func obey(_ sequence: String) {
    let parameters = sequence.dropFirst(2).dropLast()
    let count = Int(parameters) ?? 1
    isAtEdge = false
    switch sequence.last {
    case "m": break
    case "A": cursor.row = max(0, cursor.row - count)
    case "C": cursor.column = min(columns - 1, cursor.column + count)
    case "H": cursor = (0, 0)
    case "K": eraseLine()
    case "J":
      if parameters == "2" {
        grid = Array(repeating: Array(repeating: " ", count: columns), count: height)
      } else {
        eraseLine()
        for row in cursor.row + 1..<max(height, cursor.row + 1) {
          grid[row] = Array(repeating: " ", count: columns)
        }
      }
    case "h", "l":
      if parameters == "?2004" { bracketsPastes = sequence.last == "h" }
    default: unknown.append(sequence)
    }
  }

  private mutating func eraseLine() {
    for column in cursor.column..<columns { grid[cursor.row][column] = " " }
  }
}
