import Randomness

/// The lists of items that levels mean, shuffled.
enum SplitLists {
  /// The numbers of the items that are or are not in the training part, in their order.
  static func numbers(_ levels: [UInt8], inTraining: Bool, count: Int) -> [UInt32] {
    // One place more, as each number is written before it is known whether it stays.
    [UInt32](unsafeUninitializedCapacity: count + 1) { list, length in
      for (item, level) in levels.enumerated() {
        list[length] = UInt32(truncatingIfNeeded: item)
        length += (level > 0) == inTraining ? 1 : 0
      }
    }
  }

  /// Those of a list that are of a level or a higher one, in the list's order.
  static func numbers(of list: [UInt32], from level: UInt8, _ levels: [UInt8]) -> [UInt32] {
    list.filter { levels[Int($0)] >= level }
  }
}
