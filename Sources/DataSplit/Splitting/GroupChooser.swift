import Randomness

/// Chooses whole groups, so that the part's items and their classes are as near as can be to what was asked.
struct GroupChooser: PartChooser {
  private let groups: Categories
  private let units: Units
  private var unitLevels: [UInt8]
  private let last: Int?

  /// Starts with all groups at the level of their items.
  ///
  /// - Parameter last: the class of the items without a label.
  init(_ groups: Categories, labels: ItemLabels, levels: [UInt8], last: Int?) {
    self.groups = groups
    self.last = last
    units = Units(groups, of: labels)
    unitLevels = [UInt8](repeating: 0, count: groups.names.count)
    for (item, group) in groups.codes.enumerated() { unitLevels[Int(group)] = levels[item] }
  }

  var levels: [UInt8] { groups.codes.map { unitLevels[Int($0)] } }

  mutating func choose(_ part: WantedPart) {
    let candidates = unitLevels.indices.filter { unitLevels[$0] == part.level - 1 && units.sizes[$0] > 0 }
    let whole = candidates.reduce(0) { $0 + units.sizes[$1] }
    let totals = units.totals(of: candidates)
    var targets = PartTargets(part, from: totals, of: whole, last: last)
    // The smaller side is chosen: less is to be looked at.
    let choosesRest = part.count > whole / 2
    if choosesRest { targets = targets.complement(of: totals, whole: whole) }
    // Stage 1 needs a group on either side; a subsample may be all of the part before.
    let most = part.level == 1 ? candidates.count - 1 : candidates.count
    let allowed = choosesRest ? (candidates.count - most)...(candidates.count - 1) : 1...most
    let chosen = search(candidates, targets, allowed, part)
    for unit in choosesRest ? candidates : Array(chosen) { unitLevels[unit] = part.level }
    if choosesRest { for unit in chosen { unitLevels[unit] = part.level - 1 } }
  }

  /// The nearest of several searches from different random choices.
  private func search(
    _ candidates: [Int], _ targets: PartTargets, _ allowed: ClosedRange<Int>, _ part: WantedPart
  ) -> ArraySlice<Int> {
    var generator = part.generator(.choice)
    var search = UnitSearch(units, candidates: candidates, targets: targets, allowed: allowed)
    var budget = 30_000_000
    var best: (cost: Double, chosen: ArraySlice<Int>)?
    for _ in 0..<16 where budget > 0 {
      search.start(using: &generator)
      search.improve(budget: &budget, exchangesOnly: false, using: &generator)
      budget -= candidates.count
      let cost = search.cost
      if best.map({ cost < $0.cost }) ?? true { best = (cost, search.chosen) }
    }
    return best?.chosen ?? search.chosen
  }
}
