/// The classes of each item: one, or several.
enum ItemLabels {
  case one(Strata)
  case several(names: Int, codes: [UInt32], starts: [Int])

  /// How many classes there are.
  var width: Int {
    switch self {
    case .one(let strata): strata.count
    case .several(let names, _, _): names
    }
  }

  /// The class that stands for the items without a label, where that is one.
  var unlabelled: Int? {
    if case .one(let strata) = self, strata.count > 1 { return strata.count - 1 }
    return nil
  }

  /// Visits the classes of an item.
  @inline(__always) func forEach(of item: Int, _ visit: (Int) -> Void) {
    switch self {
    case .one(let strata): visit(strata.stratum(item))
    case .several(let names, let codes, let starts):
      for entry in starts[item]..<starts[item + 1] where codes[entry] < UInt32(names) { visit(Int(codes[entry])) }
    }
  }

  /// How many items of a level, or of a higher one, each class has.
  func counts(from level: UInt8, of levels: [UInt8]) -> [Int] {
    if case .one(let strata) = self { return strata.counts(from: level, of: levels) }
    var counts = [Int](repeating: 0, count: width)
    for item in levels.indices where levels[item] >= level { forEach(of: item) { counts[$0] += 1 } }
    return counts
  }
}
