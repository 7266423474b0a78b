/// A key that is no plain text, with what was held down beside it.
struct Key: Hashable, Sendable {
  enum Name: Hashable, Sendable {
    case character(Unicode.Scalar)
    case enter, tab, backspace, escape
    case up, down, left, right, home, end
    case insert, delete, pageUp, pageDown
    case function(Int)
  }

  struct Modifiers: OptionSet, Hashable, Sendable {
    let rawValue: Int

    static let shift = Modifiers(rawValue: 1)
    static let alt = Modifiers(rawValue: 2)
    static let control = Modifiers(rawValue: 4)
  }

  var name: Name
  var modifiers: Modifiers

  init(_ name: Name, _ modifiers: Modifiers = []) {
    self.name = name
    self.modifiers = modifiers
  }

  static func control(_ character: Unicode.Scalar) -> Key { Key(.character(character), .control) }
  static func alt(_ character: Unicode.Scalar) -> Key { Key(.character(character), .alt) }
}

/// What a terminal sends, after decoding.
enum Input: Hashable, Sendable {
  case text(String)
  case key(Key)
  case paste(String)
}
