/// Items in classes that do not overlap, each of which is to be on both sides in its proportion.
struct Strata {
  /// For each item its stratum; whatever is ``count`` - 1 or more, ``Categories/missing`` among them, is of the last one.
  let codes: [UInt32]
  /// How many there are, with the one of the items without a label, which is the last and may be empty.
  let count: Int

  /// All items alike.
  init(ofAll count: Int) {
    codes = [UInt32](repeating: 0, count: count)
    self.count = 1
  }

  /// A stratum for each class.
  init(_ categories: Categories) {
    codes = categories.codes
    count = categories.names.count + 1
  }

  /// A stratum for each bin of numbers.
  init(_ numbers: [Double], bins: Int) {
    let bins = QuantileBins(numbers, bins: bins)
    codes = bins.codes(of: numbers)
    count = bins.count + 1
  }

  /// The stratum of an item.
  func stratum(_ item: Int) -> Int { Int(min(codes[item], UInt32(count - 1))) }

  /// How many items of a level, or of a higher one, each stratum has.
  func counts(from level: UInt8, of levels: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for item in codes.indices where levels[item] >= level { counts[stratum(item)] += 1 }
    return counts
  }
}
