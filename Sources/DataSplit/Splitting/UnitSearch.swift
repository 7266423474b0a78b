import Randomness

/// Chooses whole units so that their total and their classes are as near as can be to what a part is to have: a random choice
/// that is then improved by putting single units in or out and by exchanging two, as long as that brings it nearer.
///
/// Doubles are only added and multiplied here, in one order, so the result is the same on every machine.
struct UnitSearch {
  private let units: Units
  private let targets: PartTargets
  /// How many units may be chosen.
  private let allowed: ClosedRange<Int>
  /// The chosen ones first; how many these are.
  private var order: [Int]
  private(set) var chosenCount: Int
  /// How far the total and each class are above what they are to be.
  private var excess: Double
  private var columnExcess: [Double]

  /// The units that are chosen now.
  var chosen: ArraySlice<Int> { order[..<chosenCount] }

  /// Starts with some of the candidates chosen: the first of them.
  init(_ units: Units, candidates: [Int], chosen: Int = 0, targets: PartTargets, allowed: ClosedRange<Int>) {
    self.units = units
    self.targets = targets
    self.allowed = allowed
    order = candidates
    chosenCount = 0
    excess = -Double(targets.count)
    columnExcess = targets.columns.map { -$0 }
    for position in 0..<chosen { put(position) }
  }

  /// How far from the targets the choice is; less is nearer.
  var cost: Double {
    var cost = targets.totalWeight * excess * excess
    for column in columnExcess.indices {
      cost += targets.weights[column] * columnExcess[column] * columnExcess[column]
    }
    return cost
  }

  /// Whether nothing more than fractions of items could be gained.
  private var isNear: Bool { excess == 0 && !columnExcess.contains { abs($0) >= 1 } }

  /// Starts anew from a random choice.
  mutating func start(using generator: inout SeededGenerator) {
    while chosenCount > 0 { takeOut(chosenCount - 1) }
    generator.shuffle(&order)
    for position in order.indices where chosenCount < allowed.upperBound && change(position, by: 1) < 0 {
      put(position)
    }
    while chosenCount < allowed.lowerBound {
      var best = chosenCount
      for position in chosenCount..<order.count where change(position, by: 1) < change(best, by: 1) {
        best = position
      }
      put(best)
    }
  }

  /// Improves the choice until nothing is gained, or so many entries of units were looked at.
  mutating func improve(budget: inout Int, exchangesOnly: Bool, using generator: inout SeededGenerator) {
    var isImproved = true
    while isImproved && budget > 0 && !isNear {
      let flipped = exchangesOnly ? false : flips(budget: &budget)
      let exchanged = exchanges(budget: &budget, using: &generator)
      isImproved = flipped || exchanged
    }
  }

  /// Less than this is no gain but rounding.
  private static let least = -1e-9

  private mutating func flips(budget: inout Int) -> Bool {
    var isImproved = false
    for position in order.indices.reversed() where budget > 0 {
      budget -= entries(position)
      if position < chosenCount {
        if chosenCount > allowed.lowerBound && change(position, by: -1) < Self.least {
          takeOut(position)
          isImproved = true
        }
      } else if chosenCount < allowed.upperBound && change(position, by: 1) < Self.least {
        put(position)
        isImproved = true
      }
    }
    return isImproved
  }

  /// Looks for each chosen unit whether another in its place is better: the best of all others, or of some where there are many.
  private mutating func exchanges(budget: inout Int, using generator: inout SeededGenerator) -> Bool {
    var isImproved = false
    let others = order.count - chosenCount
    guard others > 0, chosenCount > 0 else { return false }
    let looks = min(others, 256)
    for position in stride(from: chosenCount - 1, through: 0, by: -1) where budget > 0 && !isNear {
      let gain = change(position, by: -1)
      takeOut(position)
      // It is now the first of those outside, so the others follow it.
      let first = chosenCount + 1
      var best = first
      var bestChange = Double.infinity
      for look in 0..<looks {
        let other = looks == others ? first + look : first + generator.index(others)
        budget -= entries(other)
        let change = change(other, by: 1)
        if change < bestChange { (best, bestChange) = (other, change) }
      }
      if gain + bestChange < Self.least {
        put(best)
        isImproved = true
      } else {
        put(chosenCount)
      }
    }
    return isImproved
  }

  private func entries(_ position: Int) -> Int {
    units.starts[order[position] + 1] - units.starts[order[position]] + 1
  }

  /// What the cost changes by when a unit is put in (1) or taken out (-1).
  private func change(_ position: Int, by sign: Double) -> Double {
    let unit = order[position]
    let size = sign * Double(units.sizes[unit])
    var change = targets.totalWeight * size * (2 * excess + size)
    for entry in units.starts[unit]..<units.starts[unit + 1] {
      let column = Int(units.columns[entry])
      let amount = sign * Double(units.amounts[entry])
      change += targets.weights[column] * amount * (2 * columnExcess[column] + amount)
    }
    return change
  }

  private mutating func put(_ position: Int) {
    move(order[position], by: 1)
    order.swapAt(position, chosenCount)
    chosenCount += 1
  }

  private mutating func takeOut(_ position: Int) {
    move(order[position], by: -1)
    chosenCount -= 1
    order.swapAt(position, chosenCount)
  }

  private mutating func move(_ unit: Int, by sign: Double) {
    excess += sign * Double(units.sizes[unit])
    for entry in units.starts[unit]..<units.starts[unit + 1] {
      columnExcess[Int(units.columns[entry])] += sign * Double(units.amounts[entry])
    }
  }
}
