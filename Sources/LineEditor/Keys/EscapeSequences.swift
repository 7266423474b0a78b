/// The sequences that terminals send for keys: those of xterm and its many heirs, of rxvt and of the Linux console.
enum EscapeSequences {
  private static let arrows: [UInt8: Key.Name] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "P"): .function(1),
    UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
    UInt8(ascii: "M"): .enter,
  ]

  private static let numbered: [Int: Key.Name] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]

  /// `ESC O x`, which may have a digit for modifiers before the letter.
  static func single(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Step {
    let rest = bytes.dropFirst(2)
    let digits = rest.prefix { 0x30...0x39 ~= $0 }
    guard let final = rest.dropFirst(digits.count).first else { return .incomplete }
    let length = 3 + digits.count
    let modifiers = modifiers(Int(String(decoding: digits, as: UTF8.self)) ?? 1)
    // The rxvt family tells an arrow with Control by a small letter.
    if 0x61...0x64 ~= final, let name = arrows[final - 0x20] {
      return .input(.key(Key(name, modifiers.union(.control))), length: length)
    }
    guard let name = arrows[final] else { return .nothing(length: length) }
    return .input(.key(Key(name, modifiers)), length: length)
  }

  /// `ESC [ parameters final`.
  static func control(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Step {
    let rest = bytes.dropFirst(2)
    // The Linux console's F1 to F5.
    if rest.first == UInt8(ascii: "[") {
      guard let letter = rest.dropFirst().first else { return .incomplete }
      guard 0x41...0x45 ~= letter else { return .nothing(length: 4) }
      return .input(.key(Key(.function(Int(letter) - 0x40))), length: 4)
    }
    let parameters = rest.prefix { 0x30...0x3F ~= $0 }
    guard let final = rest.dropFirst(parameters.count).first else { return .incomplete }
    let length = 3 + parameters.count
    // A byte that cannot stand here ends the sequence and is read on its own.
    guard 0x40...0x7E ~= final || final == UInt8(ascii: "$") else { return .nothing(length: length - 1) }
    let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      Int(String(decoding: $0.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)) ?? 1
    }
    if final == UInt8(ascii: "~"), numbers.first == 200 { return .beginningOfPaste(length: length) }
    guard let input = input(numbers, final) else { return .nothing(length: length) }
    return .input(input, length: length)
  }

  private static func input(_ numbers: [Int], _ final: UInt8) -> Input? {
    let first = numbers.first ?? 1
    let held = modifiers(numbers.count > 1 ? numbers[1] : 1)
    switch final {
    case UInt8(ascii: "~"):
      if first == 27, numbers.count > 2 { return coded(numbers[2], held) }
      return numbered[first].map { .key(Key($0, held)) }
    case UInt8(ascii: "^"): return numbered[first].map { .key(Key($0, .control)) }
    case UInt8(ascii: "$"): return numbered[first].map { .key(Key($0, .shift)) }
    case UInt8(ascii: "@"): return numbered[first].map { .key(Key($0, [.control, .shift])) }
    case UInt8(ascii: "u"): return coded(first, held)
    case UInt8(ascii: "Z"): return .key(Key(.tab, .shift))
    case 0x61...0x64: return arrows[final - 0x20].map { .key(Key($0, .shift)) }
    default: return arrows[final].map { .key(Key($0, held)) }
    }
  }

  /// A key told by its code point, as terminals do for combinations that have no sequence of their own.
  private static func coded(_ code: Int, _ held: Key.Modifiers) -> Input? {
    switch code {
    case 9: return .key(Key(.tab, held))
    case 13: return .key(Key(.enter, held))
    case 27: return .key(Key(.escape, held))
    case 8, 127: return .key(Key(.backspace, held))
    default: break
    }
    guard code >= 0x20, let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
    let others = held.subtracting(.shift)
    return others.isEmpty ? .text(String(Character(scalar))) : .key(Key(.character(scalar), others))
  }

  private static func modifiers(_ number: Int) -> Key.Modifiers {
    let bits = max(0, number - 1)
    // The bit above Control is Meta, which nobody tells from Alt.
    return Key.Modifiers(rawValue: bits & 7).union(bits & 8 != 0 ? .alt : [])
  }
}
