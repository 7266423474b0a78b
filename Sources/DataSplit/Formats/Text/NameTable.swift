import Glibc

/// Numbers the different values of a column in the order in which they are met, without making a text of each row's.
///
/// A hash table with open addressing; the bytes of all names lie one after the other.
struct NameTable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Codes and one more, 0 where nothing is; their number is a power of two.
  private var slots = [UInt32](repeating: 0, count: 1024)

  /// How many different names there are.
  var count: Int { ends.count }

  /// The code of a name: the next free one where it is new.
  @inline(__always)
  mutating func code(of name: UnsafeRawBufferPointer) -> UInt32 {
    let hash = ByteHash.hash(name)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let code = Int(slots[slot] - 1)
      if hashes[code] == hash, isEqual(code, name) { return UInt32(code) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return add(name, hash, at: slot)
  }

  private func isEqual(_ code: Int, _ name: UnsafeRawBufferPointer) -> Bool {
    let start = code == 0 ? 0 : ends[code - 1]
    guard ends[code] - start == name.count else { return false }
    guard let other = name.baseAddress, !name.isEmpty else { return true }
    return bytes.withUnsafeBytes { mine in
      mine.baseAddress.map { memcmp($0 + start, other, name.count) == 0 } ?? false
    }
  }

  @inline(never)
  private mutating func add(_ name: UnsafeRawBufferPointer, _ hash: UInt64, at slot: Int) -> UInt32 {
    let code = UInt32(ends.count)
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = code + 1
    if ends.count > slots.count / 2 { grow() }
    return code
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(code) + 1
    }
  }

  /// All names, as texts. They were checked to be UTF-8 when they were met.
  var names: [String] {
    var start = 0
    return ends.map { end in
      defer { start = end }
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }
  }
}
