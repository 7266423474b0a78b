/// On which side of stage 1 each item is.
struct ItemSides {
  /// Bits of ``flags``.
  static let train: UInt8 = 1
  static let validation: UInt8 = 2

  private(set) var flags: [UInt8]
  /// Numbers that no item has, and those that a list holds again.
  private(set) var unknown = 0
  private(set) var repeated = 0

  /// Items in no list, and in both.
  var left: Int { flags.count { $0 == 0 } }
  var torn: Int { flags.count { $0 == Self.train | Self.validation } }

  init(of split: DataSplit, count: Int) {
    flags = [UInt8](repeating: 0, count: count)
    mark(split.train, Self.train)
    mark(split.validation, Self.validation)
  }

  private mutating func mark(_ items: [UInt32], _ side: UInt8) {
    for item in items {
      let index = Int(item)
      if index >= flags.count {
        unknown += 1
      } else if flags[index] & side != 0 {
        repeated += 1
      } else {
        flags[index] |= side
      }
    }
  }

  /// The numbers of one side, in the order of the source.
  func numbers(_ values: [Double], on side: UInt8) -> [Double] {
    var numbers: [Double] = []
    for (value, flags) in zip(values, flags) where flags & side != 0 { numbers.append(value) }
    return numbers
  }
}
