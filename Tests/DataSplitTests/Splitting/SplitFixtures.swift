import DataSplit
import Randomness
import Testing

/// Tables of items as splits meet them, made up from a seed.
struct SplitFixtures {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed, stream: 99) }

  /// Items of some classes, the first of which are frequent; some have no label.
  mutating func classes(_ count: Int, of classes: Int, missing: Double = 0) -> ItemTable {
    var table = ItemTable(count: count)
    let codes = (0..<count).map { _ in
      generator.unit() < missing
        ? Categories.missing : UInt32(generator.unit() * generator.unit() * Double(classes))
    }
    table.label = .classes(Categories(names: (0..<classes).map { "class \($0)" }, codes: codes))
    return table
  }

  /// Items of several labels each, label `i` less often than those before.
  mutating func classSets(_ count: Int, of labels: Int) -> ItemTable {
    var table = ItemTable(count: count)
    var codes: [UInt32] = []
    var starts = [0]
    for _ in 0..<count {
      let topic = generator.unit()
      for label in 0..<labels where generator.unit() < (topic < 0.5 ? 0.6 : 0.2) / Double(label + 1) {
        codes.append(UInt32(label))
      }
      starts.append(codes.count)
    }
    table.label = .classSets(names: (0..<labels).map { "label \($0)" }, codes: codes, starts: starts)
    return table
  }

  /// Groups of different sizes for some items; every group has one at least.
  mutating func groups(_ count: Int, of groups: Int) -> Categories {
    let codes = (0..<count).map { item in
      UInt32(item < groups ? item : Int(generator.unit() * generator.unit() * Double(groups)))
    }
    return Categories(names: (0..<groups).map { "group \($0)" }, codes: codes)
  }
}

/// How many of some items are of each class; those without a label are the last.
func classCounts(_ items: [UInt32], _ table: ItemTable) -> [Int] {
  switch table.label {
  case .classes(let categories):
    var counts = [Int](repeating: 0, count: categories.names.count + 1)
    for item in items { counts[min(Int(categories.codes[Int(item)]), categories.names.count)] += 1 }
    return counts
  case .classSets(let names, let codes, let starts):
    var counts = [Int](repeating: 0, count: names.count)
    for item in items { for code in codes[starts[Int(item)]..<starts[Int(item) + 1]] { counts[Int(code)] += 1 } }
    return counts
  case .numbers, nil:
    return [items.count]
  }
}

/// Checks what holds for every split: each item is in exactly one part, and subsamples are nested.
func checkParts(_ split: DataSplit, of table: ItemTable, location: SourceLocation = #_sourceLocation) {
  #expect(
    (split.train + split.validation).sorted() == (0..<UInt32(table.count)).map { $0 }, sourceLocation: location)
  var larger = Set(split.train)
  for (percent, items) in split.subsamples.sorted(by: { $0.key > $1.key }) {
    let smaller = Set(items)
    #expect(smaller.count == items.count, "\(percent) % has an item twice", sourceLocation: location)
    #expect(smaller.isSubset(of: larger), "\(percent) % is not within the part before", sourceLocation: location)
    larger = smaller
  }
}

/// Checks that no group is in two parts, nor torn by a subsample.
func checkGroups(_ split: DataSplit, of groups: Categories, location: SourceLocation = #_sourceLocation) {
  for part in [split.train, split.validation] + split.subsamples.values {
    let inside = Set(part)
    let names = Set(part.map { groups.codes[Int($0)] })
    let whole = groups.codes.indices.filter { names.contains(groups.codes[$0]) }
    #expect(whole.count == inside.count, "a group is torn", sourceLocation: location)
  }
}

/// The asked number of items of a share.
func rounded(_ share: Double, of count: Int) -> Int {
  Int((Double(count) * share).rounded(.toNearestOrAwayFromZero))
}
