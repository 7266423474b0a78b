import Randomness

/// Chooses items of several labels.
///
/// Items of exactly the same labels are alike, so first each such set gives both sides its share, rounded down: that keeps
/// not only labels but also their combinations in proportion (what Szymanski and Kajdanowicz, *A Network Perspective on
/// Stratification of Multi-Label Data*, 2017, count pairs for). What is left, at most one item a set, is dealt by
/// ``IterativeStratification``, and then items are exchanged as long as that brings the labels nearer.
struct LabelSetChooser: PartChooser {
  private(set) var levels: [UInt8]
  private let labels: ItemLabels
  /// For each item the number of its set of labels.
  private let sets: [UInt32]
  private let setCount: Int

  /// Starts with all items at a level.
  init(_ labels: ItemLabels, levels: [UInt8]) {
    self.labels = labels
    self.levels = levels
    var numbers: [UInt64: UInt32] = [:]
    sets = levels.indices.map { item in
      // Equal for equal sets in any order; two sets that are taken for one do no more harm than a rounding.
      var hash: UInt64 = 0
      labels.forEach(of: item) { hash &+= Self.mixed(UInt64($0)) }
      if let number = numbers[hash] { return number }
      let number = UInt32(numbers.count)
      numbers[hash] = number
      return number
    }
    setCount = numbers.count
  }

  mutating func choose(_ part: WantedPart) {
    var generator = part.generator(.choice)
    var items = levels.indices.filter { levels[$0] == part.level - 1 }.map { UInt32($0) }
    generator.shuffle(&items)
    let totals = labels.counts(from: part.level - 1, of: levels)
    let targets = PartTargets(part, from: totals, of: items.count, last: nil)
    var chosen = part.count
    var left = items
    if !part.isBalanced {
      left = dealSets(items, part)
      chosen -= levels.reduce(0) { $0 + ($1 == part.level ? 1 : 0) }
    }

    // What the sets have given already is lacked no more.
    let given = labels.counts(from: part.level, of: levels)
    let units = Units(items: left, of: labels)
    let open = units.totals(of: Array(left.indices))
    var lack = targets
    lack.count = chosen
    lack.columns = zip(targets.columns, given).map { $0 - Double($1) }
    var dealing = IterativeStratification(
      count: chosen, of: left.count, chosen: lack.columns, rest: zip(open, lack.columns).map { Double($0) - $1 })
    let isChosen = dealing.deal(units, using: &generator)
    let candidates = left.indices.filter { isChosen[$0] } + left.indices.filter { !isChosen[$0] }
    var search = UnitSearch(units, candidates: candidates, chosen: chosen, targets: lack, allowed: chosen...chosen)
    var budget = 20_000_000
    search.improve(budget: &budget, exchangesOnly: true, using: &generator)
    for unit in search.chosen { levels[Int(left[unit])] = part.level }
  }

  /// Raises each set's share, rounded down; gives back the items of which neither side has its whole share.
  private mutating func dealSets(_ items: [UInt32], _ part: WantedPart) -> [UInt32] {
    var counts = [Int](repeating: 0, count: setCount)
    for item in items { counts[Int(sets[Int(item)])] += 1 }
    let rest = items.count - part.count
    var wanted = counts.map { Self.share(part.count, of: $0, in: items.count) }
    var unwanted = counts.map { Self.share(rest, of: $0, in: items.count) }
    return items.filter { item in
      let set = Int(sets[Int(item)])
      if wanted[set] > 0 {
        wanted[set] -= 1
        levels[Int(item)] = part.level
        return false
      }
      if unwanted[set] > 0 {
        unwanted[set] -= 1
        return false
      }
      return true
    }
  }

  /// `count * part / whole`, rounded down.
  private static func share(_ part: Int, of count: Int, in whole: Int) -> Int {
    Int(UInt64(whole).dividingFullWidth(UInt64(count).multipliedFullWidth(by: UInt64(part))).quotient)
  }

  /// Spreads a code over 64 bits (the last step of SplitMix64).
  private static func mixed(_ code: UInt64) -> UInt64 {
    var mixed = (code &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
