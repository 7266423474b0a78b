extension EntryEditor {
  // MARK: Typing

  mutating func type(_ text: String) {
    step = .typing
    buffer.insert(Self.clean(text))
    moveClosingWord()
  }

  mutating func paste(_ text: String) {
    buffer.insert(Self.clean(language.pasted(Self.clean(text))))
  }

  /// Puts another text in the place of all, as one edit.
  mutating func replaceAll(with text: String) {
    let before = buffer
    buffer = EntryBuffer(Self.clean(text))
    search = nil
    if buffer.characters != before.characters { undo.record(before, kind: .other, startsAnew: true) }
  }

  /// Takes the next key as a character, whatever it would do.
  mutating func insertQuoted(_ input: Input) {
    switch input {
    case .text(let text): type(text)
    case .paste(let text): paste(text)
    case .key(let key):
      switch key.name {
      case .enter: buffer.insert("\n")
      case .tab: buffer.insert("\t")
      case .escape: buffer.insert("\u{1B}")
      case .character(let character) where key.modifiers == .control && character.isASCII:
        buffer.insert(String(Character(UnicodeScalar(UInt8(character.value) & 0x1F))))
      default: rang = true
      }
    }
  }

  /// Line ends become line feeds, and what would move the cursor of a terminal goes.
  static func clean(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    var last: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { last = scalar }
      switch scalar {
      case "\r": clean.append("\n")
      case "\n": if last != "\r" { clean.append("\n") }
      case "\t": clean.append("\t")
      default: if scalar.properties.generalCategory != .control { clean.append(scalar) }
      }
    }
    return String(clean)
  }

  // MARK: Lines

  /// Submits the entry, or begins a new line where it cannot end yet or one is in the middle of it.
  mutating func enter() -> Outcome {
    let text = buffer.text
    if text.allSatisfy(\.isWhitespace) { return .submitted }
    // An earlier entry, called back and left as it was, runs wherever the cursor is.
    if buffer.isFollowedByBlanks || history.contains(text), language.isComplete(text) { return .submitted }
    breakLine()
    return .editing
  }

  /// Begins a new line at the cursor, as far in as the language wants it.
  mutating func breakLine() {
    let characters = buffer.characters
    let cursor = buffer.cursor
    let blanks = characters[cursor...].prefix { $0 == " " || $0 == "\t" }.count
    let head = buffer.beforeCursor
    let indentation = max(0, language.indentation(after: head))
    // A line of nothing but blanks would only leave them behind.
    let isBlank = characters[buffer.lineStart..<cursor].allSatisfy(\.isWhitespace)
    let start = isBlank ? buffer.lineStart : cursor
    buffer.replace(start..<cursor + blanks, with: "\n" + String(repeating: " ", count: indentation))
  }

  /// Moves a line out once a word that closes a block is all it holds, and back in when the word goes on.
  private mutating func moveClosingWord() {
    guard !language.closers.isEmpty, buffer.lineStart > 0, buffer.cursor == buffer.lineEnd else { return }
    let start = buffer.lineStart
    let line = buffer.text(in: start..<buffer.cursor)
    let blanks = line.prefix { $0 == " " }.count
    let word = String(line.dropFirst(blanks))
    if let outdented, outdented.line == start, word.last?.isWordPart == true,
      language.closers.contains(String(word.dropLast())), !language.closers.contains(word)
    {
      self.outdented = nil
      indentLine(at: start, from: blanks, to: blanks + outdented.blanks)
    } else if language.closers.contains(word) {
      let automatic = language.indentation(after: buffer.text(in: 0..<start - 1))
      // Only what has been indented for the user is moved for the user.
      guard automatic == blanks, blanks > 0 else { return }
      let moved = min(Self.indentationWidth, blanks)
      outdented = (start, moved)
      indentLine(at: start, from: blanks, to: blanks - moved)
    }
  }

  static let indentationWidth = 2

  private mutating func indentLine(at start: Int, from old: Int, to new: Int) {
    let cursor = buffer.cursor
    buffer.replace(start..<start + old, with: String(repeating: " ", count: new))
    buffer.move(to: cursor + new - old)
  }

  // MARK: Moving

  mutating func move(to position: Int) {
    if position < 0 || position > buffer.characters.count { rang = true }
    buffer.move(to: position)
  }

  /// Goes a line up, or back in the history from the first line.
  mutating func goUp() {
    let column = goalColumn
    // A walk through the history goes on through entries of several lines.
    if buffer.moveUp(column: column) { step = .vertical(column: column) } else { browse(-1) }
  }

  mutating func goDown() {
    let column = goalColumn
    if buffer.moveDown(column: column) { step = .vertical(column: column) } else { browse(1) }
  }

  private var goalColumn: Int {
    if case .vertical(let column) = previous { return column }
    return buffer.column
  }

  mutating func browse(_ distance: Int) {
    if let found = browser.step(distance, from: buffer) {
      buffer = found
    } else {
      rang = true
    }
    step = .browsing
  }

  mutating func jumpInHistory(toOldest: Bool) {
    if let found = browser.jump(toOldest: toOldest, from: buffer) { buffer = found } else { rang = true }
  }

  // MARK: Deleting and cutting

  mutating func deleteBackwards() {
    guard buffer.cursor > 0 else { return rang = true }
    step = .deleting
    // Among the blanks that begin a line, a whole level goes.
    let indentation = buffer.text(in: buffer.lineStart..<buffer.cursor)
    let isIndentation = !indentation.isEmpty && indentation.allSatisfy { $0 == " " }
    let count = isIndentation && buffer.column.isMultiple(of: Self.indentationWidth) ? Self.indentationWidth : 1
    _ = buffer.remove(buffer.cursor - count..<buffer.cursor)
  }

  mutating func deleteForwards() {
    guard buffer.cursor < buffer.characters.count else { return rang = true }
    step = .deleting
    _ = buffer.remove(buffer.cursor..<buffer.cursor + 1)
  }

  mutating func cut(_ range: Range<Int>, _ direction: KillRing.Direction) {
    guard !range.isEmpty else { return rang = true }
    step = .cutting
    killRing.add(buffer.remove(range), direction, joining: previous == .cutting)
  }

  /// Cuts the rest of the line, or the line's end when there is no rest.
  mutating func cutToLineEnd() {
    let end = buffer.lineEnd
    cut(buffer.cursor..<(end == buffer.cursor ? min(end + 1, buffer.characters.count) : end), .forwards)
  }

  mutating func cutToLineStart() {
    let start = buffer.lineStart
    cut((start == buffer.cursor ? max(start - 1, 0) : start)..<buffer.cursor, .backwards)
  }

  mutating func yank() {
    guard let text = killRing.current else { return rang = true }
    put(yanked: text, over: buffer.cursor..<buffer.cursor)
  }

  mutating func yankEarlier() {
    guard previous == .yanking, let text = killRing.rotate() else { return rang = true }
    put(yanked: text, over: yanked)
  }

  private mutating func put(yanked text: String, over range: Range<Int>) {
    step = .yanking
    buffer.replace(range, with: text)
    yanked = min(range.lowerBound, buffer.cursor)..<buffer.cursor
  }

  mutating func undoEdit() {
    step = .undoing
    if let state = undo.undo() { buffer = state } else { rang = true }
  }
}
