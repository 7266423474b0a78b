/// The size of a terminal.
struct ScreenSize: Hashable, Sendable {
  var rows = 24
  var columns = 80
}

/// What of an entry is on the screen, and what has to be written to change it.
///
/// It writes nothing itself. Only rows that differ are written anew, and all of a change is one text, so that nothing
/// flickers.
struct Screen {
  private(set) var size: ScreenSize
  private var drawn: [Row] = []
  /// Where the cursor is, counted from the first row drawn.
  private var cursor = (row: 0, column: 0)
  /// The first row of the layout that is shown, where the entry is taller than the screen.
  private var top = 0

  init(size: ScreenSize) { self.size = size }

  // MARK: Changes

  /// Shows a layout.
  mutating func update(to layout: Layout) -> String {
    let height = max(size.rows, 1)
    let rows = layout.rows
    if layout.cursor.row < top { top = layout.cursor.row }
    if layout.cursor.row >= top + height { top = layout.cursor.row - height + 1 }
    top = max(0, min(top, rows.count - height))
    let shown = Array(rows[top..<min(top + height, rows.count)])
    var changes = ""
    for (position, row) in shown.enumerated() where position >= drawn.count || drawn[position] != row {
      changes += move(to: position) + "\r" + row.text
      // In the last column an erasure would take the character just written.
      if row.width < size.columns { changes += "\u{1B}[K" }
      cursor.column = row.width
      // Below what was drawn is nothing yet; the next move has to make the row.
      if position >= drawn.count { drawn.append(row) }
    }
    if drawn.count > shown.count {
      changes += move(to: shown.count) + "\r\u{1B}[J"
      cursor.column = 0
    }
    drawn = shown
    let place = (row: layout.cursor.row - top, column: layout.cursor.column)
    let moves = move(to: place.row) + "\r" + (place.column > 0 ? "\u{1B}[\(place.column)C" : "")
    cursor = place
    return changes.isEmpty ? moves : "\u{1B}[?25l" + changes + moves + "\u{1B}[?25h"
  }

  /// Takes everything off the screen; the cursor is where the first row was.
  mutating func erase() -> String {
    defer { forget() }
    return move(to: 0) + "\r\u{1B}[J"
  }

  /// Shows a whole layout for good, however tall, and goes to a fresh line.
  mutating func finish(_ layout: Layout, mark: String = "") -> String {
    defer { forget() }
    if layout.rows.count <= size.rows {
      let text = update(to: layout)
      return text + mark + move(to: drawn.count - 1) + "\r\n"
    }
    return erase() + layout.rows.map(\.text).joined(separator: "\r\n") + mark + "\r\n"
  }

  /// Says that the terminal's screen is no longer known, and that the cursor is on a fresh line.
  mutating func forget() {
    drawn = []
    cursor = (0, 0)
    top = 0
  }

  /// Says that the terminal has another size. Terminals break the rows that have become too long into several.
  mutating func resize(to new: ScreenSize) {
    guard new != size else { return }
    let above = drawn.prefix(cursor.row).reduce(0) { $0 + max(1, ($1.width + new.columns - 1) / new.columns) }
    let row = min(above + cursor.column / max(new.columns, 1), max(new.rows - 1, 0))
    size = new
    // None of the rows can be relied on any more.
    drawn = []
    cursor = (row, 0)
  }

  /// Goes to a row from where the cursor is; downwards by line feeds, which also make rows at the screen's end.
  private mutating func move(to row: Int) -> String {
    defer { cursor.row = row }
    if row < cursor.row { return "\u{1B}[\(cursor.row - row)A" }
    return String(repeating: "\r\n", count: row - cursor.row)
  }
}
