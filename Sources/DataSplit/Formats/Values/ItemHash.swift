/// A hash of bytes that is the same on every machine: XXH64 (Collet), with the seed 0.
///
/// Unlike ``ByteHash``, which takes all bytes at once and is faster for rows of a text, it takes an item piece by piece: one
/// that is larger than memory, or the members of a sample.
struct ItemHash {
  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    Self.prime1 &+ Self.prime2, Self.prime2, 0, 0 &- Self.prime1
  )
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The hash of a text's UTF-8.
  static func of(_ text: String) -> UInt64 {
    var hash = ItemHash()
    hash.add(Array(text.utf8))
    return hash.finish()
  }

  /// The hash of bytes.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = ItemHash()
    hash.add(bytes)
    return hash.finish()
  }

  /// Goes on with more bytes.
  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// Goes on with more bytes.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var bytes = bytes
    if !rest.isEmpty {
      let taken = min(32 - rest.count, bytes.count)
      rest += bytes.prefix(taken)
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(taken))
      guard rest.count == 32 else { return }
      rest.withUnsafeBytes { Self.mix($0, into: &lanes) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = bytes.count & ~31
    Self.mix(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)), into: &lanes)
    if whole < bytes.count { rest += bytes.dropFirst(whole) }
  }

  /// The hash of all that was added.
  func finish() -> UInt64 {
    var hash: UInt64
    if count >= 32 {
      hash = Self.rotated(lanes.0, 1) &+ Self.rotated(lanes.1, 7)
      hash = hash &+ Self.rotated(lanes.2, 12) &+ Self.rotated(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = Self.prime5
    }
    hash &+= count
    rest.withUnsafeBytes { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        hash ^= Self.round(0, Self.word(bytes, index))
        hash = Self.rotated(hash, 27) &* Self.prime1 &+ Self.prime4
        index += 8
      }
      if index + 4 <= bytes.count {
        let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
        hash ^= UInt64(half) &* Self.prime1
        hash = Self.rotated(hash, 23) &* Self.prime2 &+ Self.prime3
        index += 4
      }
      for byte in bytes[index...] {
        hash ^= UInt64(byte) &* Self.prime5
        hash = Self.rotated(hash, 11) &* Self.prime1
      }
    }
    hash = (hash ^ hash >> 33) &* Self.prime2
    hash = (hash ^ hash >> 29) &* Self.prime3
    return hash ^ hash >> 32
  }

  private static func mix(_ bytes: UnsafeRawBufferPointer, into lanes: inout (UInt64, UInt64, UInt64, UInt64)) {
    var index = 0
    while index + 32 <= bytes.count {
      lanes.0 = round(lanes.0, word(bytes, index))
      lanes.1 = round(lanes.1, word(bytes, index + 8))
      lanes.2 = round(lanes.2, word(bytes, index + 16))
      lanes.3 = round(lanes.3, word(bytes, index + 24))
      index += 32
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, 31) &* prime1
  }

  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}
