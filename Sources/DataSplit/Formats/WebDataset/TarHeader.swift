/// A block of 512 bytes that begins an entry of a tar archive.
struct TarHeader {
  static let blockSize = 512

  /// What an entry is, as far as it matters here.
  enum Kind: Equatable {
    case file
    /// Names and sizes of the next entry (`x`), or of all that follow (`g`).
    case pax, globalPax
    /// The next entry's name, and the name of what it links to.
    case longName, longLink
    /// A file with holes, whose data are kept in a way of GNU's own.
    case sparse
    /// A folder, a link, a device: nothing that a dataset reads.
    case other
  }

  let kind: Kind
  let name: [UInt8]
  /// Bytes of data that follow.
  let size: UInt64

  /// Reads a block of 512 bytes; nil where its checksum or a number in it is wrong.
  init?(_ block: UnsafeRawBufferPointer) {
    guard block.count >= Self.blockSize, let checksum = Self.number(block[148..<156]),
      let size = Self.number(block[124..<136]), size < 1 << 60
    else { return nil }
    // The checksum's own bytes count as spaces.
    let sum = block[..<148].reduce(0) { $0 + UInt64($1) } + block[156..<512].reduce(0) { $0 + UInt64($1) } + 8 * 32
    guard sum == checksum else { return nil }

    var name = Self.text(block[..<100])
    // Only POSIX has a beginning of the name there; GNU keeps times.
    if block[257..<263].elementsEqual("ustar\0".utf8), case let prefix = Self.text(block[345..<500]),
      !prefix.isEmpty
    {
      name = prefix + [UInt8(ascii: "/")] + name
    }
    self.name = name
    switch block[156] {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): kind = name.last == UInt8(ascii: "/") ? .other : .file
    case UInt8(ascii: "x"): kind = .pax
    case UInt8(ascii: "g"): kind = .globalPax
    case UInt8(ascii: "L"): kind = .longName
    case UInt8(ascii: "K"): kind = .longLink
    case UInt8(ascii: "S"): kind = .sparse
    default: kind = .other
    }
    // What a link, a device or a pipe says of its size has no data behind it.
    self.size = (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(block[156]) ? 0 : size
  }

  /// How many bytes data take with what fills their last block.
  static func padded(_ size: UInt64) -> UInt64 { (size + 511) & ~511 }

  private static func text(_ field: Slice<UnsafeRawBufferPointer>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  /// Octal digits between spaces, or, of GNU's, a number of bytes after a mark in the first.
  private static func number(_ field: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    guard let first = field.first else { return nil }
    var value: UInt64 = 0
    if first & 0x80 != 0 {
      for byte in [first & 0x7F] + field.dropFirst() {
        guard value >> 56 == 0 else { return nil }
        value = value << 8 | UInt64(byte)
      }
      return value
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value >> 60 == 0 else { return nil }
      value = value << 3 | UInt64(digit - UInt8(ascii: "0"))
    }
    return value
  }
}

/// The records of a pax header that change how the next entry is read: lines of `LENGTH KEY=VALUE`.
struct PaxRecords {
  private(set) var path: [UInt8]?
  private(set) var size: UInt64?
  private(set) var isSparse = false

  /// Reads them; nil where a length is wrong.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while let first = rest.first, first != 0 {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > space - rest.startIndex + 1,
        length <= rest.count
      else { return nil }
      let record = rest[(space + 1)..<(rest.startIndex + length)]
      rest = rest.dropFirst(length)
      guard record.last == UInt8(ascii: "\n"), let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
        return nil
      }
      let value = record[(equals + 1)...].dropLast()
      switch String(decoding: record[..<equals], as: UTF8.self) {
      case "path": path = Array(value)
      case "size":
        guard let number = UInt64(String(decoding: value, as: UTF8.self)), number < 1 << 60 else { return nil }
        size = number
      case let key: isSparse = isSparse || key.hasPrefix("GNU.sparse.")
      }
    }
  }
}
