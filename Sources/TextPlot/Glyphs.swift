/// The characters that a plot is drawn with.
public enum Glyphs: String, Sendable, CaseIterable {
  /// 2 by 4 dots a character; every current terminal font has them.
  case braille
  /// 2 by 2 dots a character.
  case blocks
  /// One dot a character, and nothing beyond ASCII anywhere.
  case ascii

  var dotsAcross: Int { self == .ascii ? 1 : 2 }

  var dotsDown: Int {
    switch self {
    case .braille: 4
    case .blocks: 2
    case .ascii: 1
    }
  }

  /// The bit of one dot within its character.
  func bit(_ x: Int, _ y: Int) -> UInt8 {
    switch self {
    // Unicode numbers the upper six dots by column, and added the lowest row later.
    case .braille: y == 3 ? 0x40 << UInt8(x) : 1 << UInt8(x * 3 + y)
    case .blocks: 1 << UInt8(y * 2 + x)
    case .ascii: 1
    }
  }

  /// The character of a set of dots.
  ///
  /// - Parameter plain: what stands for any dot in ASCII.
  func character(_ mask: UInt8, plain: Character) -> Character {
    if mask == 0 { return " " }
    switch self {
    case .braille: return Unicode.Scalar(0x2800 + UInt32(mask)).map(Character.init) ?? plain
    case .blocks: return Self.quadrants[Int(mask & 15)]
    case .ascii: return plain
    }
  }

  private static let quadrants: [Character] = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")

  var frame: Frame { self == .ascii ? .ascii : .lines }
}

/// The characters of the axes.
struct Frame {
  let vertical, verticalTick, corner, horizontal, horizontalTick: Character

  static let lines = Frame(
    vertical: "│", verticalTick: "┤", corner: "└", horizontal: "─", horizontalTick: "┬")
  static let ascii = Frame(
    vertical: "|", verticalTick: "+", corner: "+", horizontal: "-", horizontalTick: "+")
}
