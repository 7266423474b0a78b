/// A word of Lua in an entry that may be unfinished.
struct LuaToken: Equatable {
  enum Kind: Equatable {
    case keyword, name, number, comment, symbol
    /// A text in quotes or long brackets; whether its end is there.
    case string(isClosed: Bool)
  }

  let kind: Kind
  /// As typed.
  let text: String
  /// Where it is, counted in characters.
  let range: Range<Int>
}

/// Cuts an entry into words; whatever is typed, every character but blanks belongs to one.
struct LuaTokens {
  static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  private let characters: [Character]
  private var position = 0
  private(set) var all: [LuaToken] = []

  init(_ text: String) {
    characters = Array(text)
    while position < characters.count {
      let start = position
      let kind = next()
      guard let kind else { continue }
      all.append(LuaToken(kind: kind, text: String(characters[start..<position]), range: start..<position))
    }
  }

  private func at(_ offset: Int) -> Character? {
    let place = position + offset
    return place < characters.count ? characters[place] : nil
  }

  private mutating func next() -> LuaToken.Kind? {
    let character = characters[position]
    if character.isWhitespace {
      position += 1
      return nil
    }
    if character == "-", at(1) == "-" {
      position += 2
      if longBracket() == nil { skip { !$0.isNewline } }
      return .comment
    }
    if let isClosed = longBracket() { return .string(isClosed: isClosed) }
    if character == "\"" || character == "'" { return .string(isClosed: quoted(by: character)) }
    if Self.isWord(character) {
      let start = position
      // A number holds dots and the sign of its exponent; nobody minds a wrong one being coloured as a number.
      let isNumber = character.isNumber
      skip { Self.isWord($0) || (isNumber && $0 == ".") }
      if isNumber { return .number }
      return Self.keywords.contains(String(characters[start..<position])) ? .keyword : .name
    }
    position += 1
    return .symbol
  }

  private mutating func skip(while isPart: (Character) -> Bool) {
    while position < characters.count, isPart(characters[position]) { position += 1 }
  }

  private mutating func quoted(by quote: Character) -> Bool {
    position += 1
    while let character = at(0), !character.isNewline {
      position += character == "\\" ? 2 : 1
      if character == quote { return true }
    }
    position = min(position, characters.count)
    return false
  }

  /// Skips `[[...]]` or `[==[...]==]`; nil where there is none, else whether it is closed.
  private mutating func longBracket() -> Bool? {
    guard at(0) == "[" else { return nil }
    var level = 0
    while at(1 + level) == "=" { level += 1 }
    guard at(1 + level) == "[" else { return nil }
    position += level + 2
    let end = Array("]" + String(repeating: "=", count: level) + "]")
    while position < characters.count {
      if characters[position...].starts(with: end) {
        position += end.count
        return true
      }
      position += 1
    }
    return false
  }

  private static func isWord(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
  }
}
