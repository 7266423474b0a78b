/// How a part of an entry looks.
public struct TextStyle: Sendable, Hashable {
  /// The numbers of the terminal's "select graphic rendition" sequence, such as `1;34`.
  public let parameters: String

  /// Makes a style of the terminal's own numbers.
  public init(_ parameters: String) { self.parameters = parameters }

  // Only the sixteen colours that a user's theme defines, so that they can be read on any background.

  /// Words of the language.
  public static let keyword = TextStyle("35")
  /// Text in quotes.
  public static let string = TextStyle("32")
  /// Numbers.
  public static let number = TextStyle("36")
  /// Words that stand for a value, such as true.
  public static let constant = TextStyle("36")
  /// Names of functions.
  public static let function = TextStyle("34")
  /// Remarks that are not evaluated.
  public static let comment = TextStyle("90")
  /// What cannot be right.
  public static let mistake = TextStyle("31")
  /// What a search has found.
  public static let match = TextStyle("1;4")
}

/// A part of a text and how it looks.
public struct StyledRange: Sendable, Hashable {
  /// Counted in characters.
  public var range: Range<Int>
  /// How it looks.
  public var style: TextStyle

  /// Makes a styled range.
  public init(_ range: Range<Int>, _ style: TextStyle) {
    self.range = range
    self.style = style
  }
}
