/// What is to be seen while an entry is typed.
struct EntryView {
  var prompt = ""
  var continuationPrompt = ""
  var buffer = EntryBuffer()
  var styles: [StyledRange] = []
  var hint: String?
  var hintStyle = "2"
  /// Rows under the entry.
  var footer: [Row] = []
}

/// The rows of a view at a width, and where the cursor stands in them.
struct Layout {
  private(set) var rows: [Row] = []
  private(set) var cursor = (row: 0, column: 0)

  private let width: Int
  private var composer: RowComposer

  init(_ view: EntryView, width: Int) {
    self.width = max(width, 2)
    composer = RowComposer(width: self.width)
    put(prompt: view.prompt)
    put(entry: view)
    rows.append(composer.row)
    rows += view.footer
  }

  private mutating func newRow() {
    rows.append(composer.row)
    composer = RowComposer(width: width)
  }

  /// Begins a new row where the present one has not as many columns left.
  private mutating func reserve(_ columns: Int) {
    if composer.column + columns > width { newRow() }
  }

  private mutating func put(_ piece: String, width: Int, style: String?) {
    reserve(width)
    composer.put(piece, width: width, style: style)
  }

  // MARK: Prompts

  /// Prompts come with their own colours, which take no columns.
  private mutating func put(prompt: String) {
    var rest = prompt[...]
    while let first = rest.first {
      if first == "\u{1B}" {
        let sequence = Self.escapeSequence(rest)
        composer.putRaw(String(sequence))
        rest = rest[sequence.endIndex...]
      } else {
        if first.isNewline { newRow() } else { put(String(first), width: DisplayWidth.of(first), style: nil) }
        rest.removeFirst()
      }
    }
    if prompt.contains("\u{1B}") { composer.putRaw("\u{1B}[0m") }
  }

  private static func escapeSequence(_ text: Substring) -> Substring {
    let body = text.dropFirst()
    switch body.first {
    case "[":
      let end = body.dropFirst().firstIndex { ("@"..."~").contains($0) }
      return end.map { text[...$0] } ?? text
    case "]":
      // Ended by a bell, or by an escape and a backslash.
      guard let end = body.firstIndex(where: { $0 == "\u{07}" || $0 == "\u{1B}" }) else { return text }
      let next = text.index(after: end)
      return text[end] == "\u{1B}" && next < text.endIndex ? text[...next] : text[...end]
    default: return text.prefix(2)
    }
  }

  // MARK: The entry

  private mutating func put(entry view: EntryView) {
    let characters = view.buffer.characters
    let styles = Self.styles(view.styles, count: characters.count)
    let hintPlace = view.buffer.lineEnd
    for position in 0...characters.count {
      let character = position < characters.count ? characters[position] : nil
      let shown = character.map(display)
      let taken = shown.map { DisplayWidth.of($0) } ?? 1
      // The cursor needs a column too: behind a full row it stands in the next one.
      if position == view.buffer.cursor || character != "\n" && character != nil {
        reserve(character == "\n" ? 1 : max(taken, 1))
      }
      if position == view.buffer.cursor { cursor = (rows.count, composer.column) }
      if position == hintPlace, let hint = view.hint { put(hint: hint, view: view) }
      guard let character, let shown else { break }
      if character == "\n" {
        newRow()
        put(prompt: view.continuationPrompt)
      } else {
        composer.put(shown, width: taken, style: styles[position])
      }
    }
  }

  /// What stands for a character: controls are told as people write them, a tab by blanks.
  private func display(_ character: Character) -> String {
    if character == "\t" { return String(repeating: " ", count: min(4 - composer.column % 4, width)) }
    guard let scalar = character.unicodeScalars.first, character != "\n" else { return "" }
    if scalar.value < 0x20 { return "^" + String(UnicodeScalar(UInt8(scalar.value + 0x40))) }
    if scalar.value == 0x7F { return "^?" }
    if DisplayWidth.of(character) == 0 {
      return scalar.properties.generalCategory == .control ? "?" : "◌\(character)"
    }
    return String(character)
  }

  /// A hint never wraps: what does not fit in its row is cut.
  private mutating func put(hint: String, view: EntryView) {
    let isBehindCursor = view.buffer.cursor == view.buffer.lineEnd
    let room = width - composer.column - 1 - (isBehindCursor ? 0 : 2)
    guard room >= 4 else { return }
    if !isBehindCursor { composer.put("  ", width: 2, style: nil) }
    composer.put(String(hint.map { $0.isNewline ? " " : $0 }), style: view.hintStyle, limit: room)
  }

  private static func styles(_ ranges: [StyledRange], count: Int) -> [String?] {
    var styles = [String?](repeating: nil, count: count)
    for styled in ranges {
      for position in styled.range.clamped(to: 0..<count) { styles[position] = styled.style.parameters }
    }
    return styles
  }
}
