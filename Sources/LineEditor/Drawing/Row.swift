/// One row of the screen: what is written for it, complete with its colours, and the columns that it takes.
struct Row: Hashable, Sendable {
  var text = ""
  var width = 0
}

/// Puts a row together and keeps its colours within it.
struct RowComposer {
  let width: Int
  private var text = ""
  private var style: String?
  private(set) var column = 0

  init(width: Int) { self.width = width }

  /// The row so far, with its last colour ended.
  var row: Row { Row(text: style == nil ? text : text + "\u{1B}[0m", width: column) }

  /// Adds something of known width that is sure to fit.
  mutating func put(_ piece: some StringProtocol, width: Int, style new: String?) {
    if new != style {
      if style != nil { text += "\u{1B}[0m" }
      if let new { text += "\u{1B}[\(new)m" }
      style = new
    }
    text += piece
    column += width
  }

  /// Adds a sequence that the terminal obeys without a trace on the screen.
  mutating func putRaw(_ sequence: String) { text += sequence }

  /// Adds as much of a text as fits into `limit` columns and the row, with a sign where something is left out.
  mutating func put(_ whole: String, style: String?, limit: Int) {
    let available = min(limit, width - column)
    let isCut = DisplayWidth.of(whole) > available
    var left = isCut ? available - 1 : available
    for character in whole {
      let taken = DisplayWidth.of(character)
      guard taken > 0 else { continue }
      guard taken <= left else { break }
      left -= taken
      put(String(character), width: taken, style: style)
    }
    if isCut, available > 0 { put("…", width: 1, style: style) }
  }

  /// Adds blanks up to a column; none at the end of the screen, where they would only wrap.
  mutating func pad(to target: Int) {
    guard target > column, target < width else { return }
    put(String(repeating: " ", count: target - column), width: target - column, style: nil)
  }
}
