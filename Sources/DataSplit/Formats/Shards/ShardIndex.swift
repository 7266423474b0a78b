/// Where the items of several files lie: 12 bytes an item.
struct ShardIndex: Sendable {
  /// A file, and how many items there are up to its end.
  struct Shard: Sendable {
    let file: String
    let packing: Packing
    var end: Int
  }

  /// What offsets and lengths count: 1 byte, or 512 in an archive of blocks.
  let unit: UInt64
  private(set) var shards: [Shard] = []
  private var offsets: [UInt64] = []
  private var lengths: [UInt32] = []

  /// Makes an empty index.
  init(unit: UInt64 = 1) { self.unit = unit }

  /// How many items there are.
  var count: Int { offsets.count }

  /// Begins a file.
  mutating func begin(_ file: String, packing: Packing) {
    shards.append(Shard(file: file, packing: packing, end: count))
  }

  /// Adds an item to the file that was begun last.
  ///
  /// - Parameters:
  ///   - offset: Its first byte, in the unpacked file.
  ///   - length: Its bytes, less than 4 Gi units.
  /// - Returns: Whether it could be added; there are no more than 4294967294 items, nor longer ones.
  mutating func append(offset: UInt64, length: UInt64) -> Bool {
    guard count < Int(UInt32.max) - 1, let length = UInt32(exactly: length / unit) else { return false }
    offsets.append(offset / unit)
    lengths.append(length)
    shards[shards.count - 1].end = count
    return true
  }

  /// The bytes of an item, in its unpacked file.
  func range(_ item: Int) -> Range<UInt64> {
    let start = offsets[item] * unit
    return start..<start + length(item)
  }

  /// How many bytes an item has.
  func length(_ item: Int) -> UInt64 { UInt64(lengths[item]) * unit }

  /// The number of the file that holds an item.
  func shard(of item: Int) -> Int {
    var (low, high) = (0, shards.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if shards[middle].end > item { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
