/// Hashes of items, for looking up those of millions of others.
struct KnownHashes {
  private var hashes: [UInt64]
  private var owners: [UInt32]
  /// A bit for some of the hash: most hashes that are not there are told by it, without a look at the far larger
  /// table.
  private var bits: [UInt64]
  private let shift: UInt64
  private let bitShift: UInt64

  private static let nobody = UInt32.max

  /// - Parameters:
  ///   - all: the hashes of all items.
  ///   - items: those that are to be known.
  init(_ all: [UInt64], of items: [UInt32]) {
    var power: UInt64 = 4
    while 1 << power < items.count * 2 { power += 1 }
    shift = 64 - power
    bitShift = 64 - power - 3
    hashes = [UInt64](repeating: 0, count: 1 << Int(power))
    owners = [UInt32](repeating: Self.nobody, count: 1 << Int(power))
    bits = [UInt64](repeating: 0, count: 1 << Int(power - 3))
    for item in items { insert(all[Int(item)], item) }
  }

  private mutating func insert(_ hash: UInt64, _ item: UInt32) {
    let mixed = Self.mix(hash)
    let bit = mixed >> bitShift
    bits[Int(bit >> 6)] |= 1 << (bit & 63)
    var slot = Int(mixed >> shift)
    while owners[slot] != Self.nobody, hashes[slot] != hash { slot = (slot + 1) & (hashes.count - 1) }
    hashes[slot] = hash
    owners[slot] = item
  }

  /// An item with this hash.
  func item(with hash: UInt64) -> UInt32? {
    let mixed = Self.mix(hash)
    let bit = mixed >> bitShift
    if bits[Int(bit >> 6)] & (1 << (bit & 63)) == 0 { return nil }
    var slot = Int(mixed >> shift)
    while owners[slot] != Self.nobody {
      if hashes[slot] == hash { return owners[slot] }
      slot = (slot + 1) & (hashes.count - 1)
    }
    return nil
  }

  /// Hashes may be bad ones, such as numbers.
  private static func mix(_ hash: UInt64) -> UInt64 {
    let mixed = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
  }
}
