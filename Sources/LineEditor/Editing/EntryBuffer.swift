/// The text being typed and the place in it, both counted in characters as people see them.
struct EntryBuffer: Hashable, Sendable {
  private(set) var characters: [Character]
  /// Between 0 and the count of characters; edits and moves keep it there.
  private(set) var cursor: Int

  init(_ text: String = "", cursor: Int? = nil) {
    characters = Array(text)
    self.cursor = min(max(cursor ?? characters.count, 0), characters.count)
  }

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }
  var beforeCursor: String { String(characters[..<cursor]) }
  var afterCursor: String { String(characters[cursor...]) }

  func text(in range: Range<Int>) -> String { String(characters[range]) }

  // MARK: Editing

  /// Replaces a range; the cursor ends behind the new text.
  ///
  /// What stood apart may become one character, such as a letter and the accent typed after it; therefore the whole
  /// is divided anew.
  mutating func replace(_ range: Range<Int>, with new: String) {
    let range = range.clamped(to: 0..<characters.count)
    let head = String(characters[..<range.lowerBound]) + new
    let whole = Array(head + String(characters[range.upperBound...]))
    cursor = min(head.count, whole.count)
    characters = whole
  }

  mutating func insert(_ new: String) { replace(cursor..<cursor, with: new) }

  /// Takes a range out and gives its text.
  mutating func remove(_ range: Range<Int>) -> String {
    let removed = text(in: range)
    if !range.isEmpty { replace(range, with: "") }
    return removed
  }

  mutating func move(to position: Int) { cursor = min(max(position, 0), characters.count) }

  /// Swaps the characters around the cursor, or the last two at the end of a line.
  mutating func transpose() {
    let second = cursor == lineEnd ? cursor - 1 : cursor
    guard second - 1 >= lineStart, second < lineEnd else { return }
    replace(second - 1..<second + 1, with: String([characters[second], characters[second - 1]]))
  }

  /// Rewrites from the cursor to the end of the word.
  mutating func changeWord(_ change: (String) -> String) {
    let range = cursor..<wordEnd
    replace(range, with: change(text(in: range)))
  }

  // MARK: Lines

  var lineStart: Int { (characters[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
  var lineEnd: Int { characters[cursor...].firstIndex(of: "\n") ?? characters.count }
  var isOnFirstLine: Bool { lineStart == 0 }
  var isOnLastLine: Bool { lineEnd == characters.count }
  var column: Int { cursor - lineStart }

  /// Whether nothing but blanks follows the line of the cursor.
  var isFollowedByBlanks: Bool { characters[lineEnd...].allSatisfy(\.isWhitespace) }

  /// Goes to the line above, as near to a column as that line is long. False on the first line.
  mutating func moveUp(column: Int) -> Bool {
    guard !isOnFirstLine else { return false }
    cursor = lineStart - 1
    cursor = min(lineStart + column, cursor)
    return true
  }

  /// Goes to the line below. False on the last line.
  mutating func moveDown(column: Int) -> Bool {
    guard !isOnLastLine else { return false }
    cursor = lineEnd + 1
    cursor = min(cursor + column, lineEnd)
    return true
  }

  // MARK: Words

  /// Where the word before the cursor begins.
  var wordStart: Int {
    var position = cursor
    while position > 0, !characters[position - 1].isWordPart { position -= 1 }
    while position > 0, characters[position - 1].isWordPart { position -= 1 }
    return position
  }

  /// Where the word after the cursor ends.
  var wordEnd: Int {
    var position = cursor
    while position < characters.count, !characters[position].isWordPart { position += 1 }
    while position < characters.count, characters[position].isWordPart { position += 1 }
    return position
  }

  /// Where what stands between blanks before the cursor begins.
  var argumentStart: Int {
    var position = cursor
    while position > 0, characters[position - 1].isWhitespace { position -= 1 }
    while position > 0, !characters[position - 1].isWhitespace { position -= 1 }
    return position
  }
}

extension Character {
  var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
