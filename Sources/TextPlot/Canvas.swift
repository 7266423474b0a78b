/// A grid of characters on which dots, lines and marks are drawn; each character remembers who drew on it last.
struct Canvas {
  let columns: Int
  let rows: Int
  /// Whoever draws with this number or a greater one is behind all others, who draw in place of it and not over it.
  var firstBehind = Int.max
  private let glyphs: Glyphs
  private var masks: [UInt8]
  private var owners: [Int]
  private var marks: [Character?]

  init(columns: Int, rows: Int, glyphs: Glyphs) {
    self.columns = columns
    self.rows = rows
    self.glyphs = glyphs
    masks = Array(repeating: 0, count: columns * rows)
    owners = Array(repeating: -1, count: columns * rows)
    marks = Array(repeating: nil, count: columns * rows)
  }

  /// How many dots lie beside and above each other.
  var dotColumns: Int { columns * glyphs.dotsAcross }
  var dotRows: Int { rows * glyphs.dotsDown }

  /// Sets the dot that is `x` from the left and `y` from the top; what lies outside is not drawn.
  mutating func dot(_ x: Int, _ y: Int, owner: Int) {
    guard x >= 0, y >= 0, x < dotColumns, y < dotRows else { return }
    let cell = y / glyphs.dotsDown * columns + x / glyphs.dotsAcross
    if owner < firstBehind, owners[cell] >= firstBehind { masks[cell] = 0 }
    masks[cell] |= glyphs.bit(x % glyphs.dotsAcross, y % glyphs.dotsDown)
    // A mark stays in front.
    if marks[cell] == nil { owners[cell] = owner }
  }

  /// Sets every dot from one to another.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int) {
    let (across, down) = (end.x - start.x, end.y - start.y)
    let steps = max(abs(across), abs(down))
    dot(start.x, start.y, owner: owner)
    guard steps > 0 else { return }
    for step in 1...steps {
      // Whole numbers, rounded to the nearest: no drift over long lines.
      let x = start.x + (2 * across * step + (across < 0 ? -steps : steps)) / (2 * steps)
      let y = start.y + (2 * down * step + (down < 0 ? -steps : steps)) / (2 * steps)
      dot(x, y, owner: owner)
    }
  }

  /// Puts a character over the dots of the cell in which a dot lies.
  mutating func mark(_ x: Int, _ y: Int, _ character: Character, owner: Int) {
    guard x >= 0, y >= 0, x < dotColumns, y < dotRows else { return }
    let cell = y / glyphs.dotsDown * columns + x / glyphs.dotsAcross
    marks[cell] = character
    owners[cell] = owner
  }

  /// A row as characters with who drew them, without the blanks at its end.
  ///
  /// - Parameter plain: what stands for a dot of each owner in ASCII.
  func row(_ row: Int, plain: [Character]) -> [(character: Character, owner: Int?)] {
    var cells = (row * columns..<(row + 1) * columns).map { cell -> (Character, Int?) in
      let owner = owners[cell]
      guard owner >= 0 else { return (" ", nil) }
      return (marks[cell] ?? glyphs.character(masks[cell], plain: plain[owner]), owner)
    }
    while let last = cells.last, last.0 == " " { cells.removeLast() }
    return cells
  }
}
