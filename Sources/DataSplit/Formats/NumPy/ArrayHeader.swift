/// What a `.npy` file says of its array before the data: versions 1 to 3.
struct ArrayHeader: Equatable {
  /// What an element is.
  enum Kind: Character {
    case bool = "b"
    case signed = "i"
    case unsigned = "u"
    case float = "f"
    case bytes = "S"
    case unicode = "U"
  }

  let kind: Kind
  /// Bytes of an element.
  let size: Int
  let isBigEndian: Bool
  let isFortran: Bool
  let shape: [Int]
  /// Bytes before the data.
  let length: Int

  /// What is wrong with a header.
  struct Problem: Error { let text: String }

  /// Bytes that tell how long the header is.
  static let prelude = 12
  private static let maxLength = 1 << 20

  /// How long the whole header is, by its first 12 bytes.
  static func length(_ bytes: UnsafeRawBufferPointer) throws(Problem) -> Int {
    guard bytes.count >= prelude, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw Problem(text: "it is no .npy file")
    }
    let short = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
    let long = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    switch bytes[6] {
    case 1: return 10 + short
    case 2, 3:
      guard long <= maxLength else { throw Problem(text: "its header claims \(long) bytes, so it is damaged") }
      return 12 + long
    case let version: throw Problem(text: "it is of version \(version); versions 1 to 3 are read")
    }
  }

  /// Reads a whole header.
  init(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    length = try Self.length(bytes)
    guard bytes.count >= length else { throw Problem(text: "it breaks off within its header") }
    let text = String(decoding: bytes[(bytes[6] == 1 ? 10 : 12)..<length], as: UTF8.self)
    guard let descr = Self.value(of: "descr", in: text), let order = Self.value(of: "fortran_order", in: text),
      let shape = Self.value(of: "shape", in: text), shape.hasPrefix("("), let close = shape.firstIndex(of: ")")
    else { throw Problem(text: "its header has no descr, fortran_order and shape") }
    isFortran = order.hasPrefix("True")
    var sizes: [Int] = []
    for part in shape[..<close].dropFirst().split(separator: ",") {
      let digits = part.filter { $0 != " " && $0 != "L" }
      if digits.isEmpty { continue }
      guard let size = Int(digits), size >= 0 else { throw Problem(text: "its shape \(shape[...close]) is none") }
      sizes.append(size)
    }
    self.shape = sizes
    guard let quote = descr.first, quote == "'" || quote == "\"",
      case let type = descr.dropFirst().prefix(while: { $0 != quote }), type.count >= 2, let mark = type.first,
      let letter = type.dropFirst().first,
      case let count = Int(type.dropFirst(2)) ?? 0, count >= 0, count < 1 << 20
    else { throw Problem(text: "its elements have several fields; save one of them as an array of its own") }
    guard let kind = Kind(rawValue: letter), kind != .float || [2, 4, 8].contains(count),
      !(kind == .signed || kind == .unsigned) || [1, 2, 4, 8].contains(count), kind != .bool || count == 1
    else {
      throw Problem(
        text: "its elements are of type '\(type)'; whole numbers, floats of up to 64 bits, bool and texts of fixed"
          + " length are read" + (letter == "O" ? " (of Python objects, make texts: array.astype('U'))" : ""))
    }
    self.kind = kind
    size = kind == .unicode ? count * 4 : count
    isBigEndian = mark == ">"
  }

  /// What follows a key of the Python dictionary that the header is.
  private static func value(of key: String, in text: String) -> Substring? {
    for quoted in ["'\(key)'", "\"\(key)\""] {
      guard let range = text.firstRange(of: quoted) else { continue }
      let rest = text[range.upperBound...].drop { $0 == " " }
      guard rest.first == ":" else { return nil }
      return rest.dropFirst().drop { $0 == " " }
    }
    return nil
  }

  /// A header of version 1 for an array of one dimension of 64-bit whole numbers.
  static func ofIndices(count: Int) -> [UInt8] {
    var text = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(count),), }"
    // The data begins at a multiple of 64 bytes.
    text += String(repeating: " ", count: (64 - (10 + text.utf8.count + 1) % 64) % 64) + "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}
