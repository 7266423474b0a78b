/// Turns a terminal's bytes into text, keys and pastes.
///
/// Bytes may come in any portions: what is incomplete waits for more. Only a lone escape is ambiguous; the caller
/// waits for a moment and then calls ``flush()``.
struct KeyDecoder {
  private var bytes: [UInt8] = []
  private var paste: [UInt8]?

  private static let escape: UInt8 = 0x1B
  private static let endOfPaste = Array("\u{1B}[201~".utf8)

  /// Whether the bytes held back may already be a key: an escape and nothing after it.
  var isAmbiguous: Bool { paste == nil && !bytes.isEmpty && bytes.allSatisfy { $0 == Self.escape } }

  mutating func decode(_ new: some Sequence<UInt8>) -> [Input] {
    bytes.append(contentsOf: new)
    var inputs: [Input] = []
    var rest = bytes[...]
    loop: while !rest.isEmpty {
      if paste != nil {
        guard let text = takePaste(from: &rest) else { break }
        inputs.append(.paste(text))
        continue
      }
      switch Self.next(in: rest) {
      case .incomplete: break loop
      case .nothing(let length): rest = rest.dropFirst(length)
      case .input(let input, let length):
        rest = rest.dropFirst(length)
        inputs.append(input)
      case .beginningOfPaste(let length):
        rest = rest.dropFirst(length)
        paste = []
      }
    }
    bytes = Array(rest)
    return inputs
  }

  /// Takes lone escapes for what they are.
  mutating func flush() -> [Input] {
    guard isAmbiguous else { return [] }
    defer { bytes = [] }
    return bytes.map { _ in .key(Key(.escape)) }
  }

  /// Moves bytes into the paste; its text once the end has been seen. The end may come in two portions.
  private mutating func takePaste(from rest: inout ArraySlice<UInt8>) -> String? {
    var collected = paste ?? []
    while let byte = rest.popFirst() {
      collected.append(byte)
      if byte == UInt8(ascii: "~"), collected.suffix(Self.endOfPaste.count).elementsEqual(Self.endOfPaste) {
        paste = nil
        return String(decoding: collected.dropLast(Self.endOfPaste.count), as: UTF8.self)
      }
    }
    paste = collected
    return nil
  }

  // MARK: One input

  enum Step {
    case incomplete
    case nothing(length: Int)
    case input(Input, length: Int)
    case beginningOfPaste(length: Int)
  }

  private static func next(in bytes: ArraySlice<UInt8>) -> Step {
    guard let first = bytes.first else { return .incomplete }
    switch first {
    case escape: return afterEscape(bytes)
    case 0x0D, 0x0A: return .input(.key(Key(.enter)), length: 1)
    case 0x09: return .input(.key(Key(.tab)), length: 1)
    case 0x7F, 0x08: return .input(.key(Key(.backspace)), length: 1)
    case 0..<0x20: return .input(.key(control(first)), length: 1)
    default: return text(bytes)
    }
  }

  private static func control(_ byte: UInt8) -> Key {
    // Letters are told in lower case; the rest are the signs of the same row of the table: @ [ \ ] ^ _.
    .control(Unicode.Scalar(1...26 ~= byte ? byte + 0x60 : byte + 0x40))
  }

  private static func afterEscape(_ bytes: ArraySlice<UInt8>) -> Step {
    let rest = bytes.dropFirst()
    guard let second = rest.first else { return .incomplete }
    switch second {
    case UInt8(ascii: "["): return EscapeSequences.control(bytes)
    case UInt8(ascii: "O"): return EscapeSequences.single(bytes)
    default: break
    }
    // Anything else after an escape is that thing with Alt, also a whole sequence.
    switch next(in: rest) {
    case .incomplete: return .incomplete
    case .nothing(let length): return .nothing(length: length + 1)
    case .beginningOfPaste(let length): return .beginningOfPaste(length: length + 1)
    case .input(.key(var key), let length):
      key.modifiers.insert(.alt)
      return .input(.key(key), length: length + 1)
    case .input(.text(let text), _):
      guard let scalar = text.unicodeScalars.first else { return .nothing(length: 1) }
      return .input(.key(.alt(scalar)), length: 1 + UTF8.width(scalar))
    case .input(.paste, let length): return .nothing(length: length + 1)
    }
  }

  /// As much text as there is, up to the next key or an unfinished character.
  private static func text(_ bytes: ArraySlice<UInt8>) -> Step {
    var run = bytes.prefix { $0 >= 0x20 && $0 != 0x7F }
    if run.endIndex == bytes.endIndex { run = run.dropLast(unfinished(run)) }
    guard !run.isEmpty else { return .incomplete }
    return .input(.text(String(decoding: run, as: UTF8.self)), length: run.count)
  }

  /// How many bytes at the end begin a character of UTF-8 without ending it.
  private static func unfinished(_ run: ArraySlice<UInt8>) -> Int {
    for (count, byte) in zip(1...3, run.reversed()) {
      switch byte {
      case 0x80..<0xC0: continue
      case 0xC0..<0xE0: return count < 2 ? count : 0
      case 0xE0..<0xF0: return count < 3 ? count : 0
      case 0xF0..<0xF8: return count < 4 ? count : 0
      default: return 0
      }
    }
    return 0
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { UTF8.encode(scalar)?.count ?? 1 }
}
