import Randomness
import SearchSpace

/// Draws architectures decision by decision, each cell of a decision with a weight of its own: from a learned
/// distribution. What exists, and what a `many_of` allows, is kept to; constraints are not looked at.
struct DecisionDraw: Sendable {
  private let points: [DecisionPoint]
  private let cells: DecisionCells
  /// The positions of every selection whose positions depend on each other, by the id of the first.
  private let slots: [Int: [Int]]

  init(space: SearchSpace, cells: DecisionCells) {
    points = space.points
    self.cells = cells
    var slots: [Int: [Int]] = [:]
    for case .slot(0, let rule) in space.points.map(\.kind) where !rule.isIndependent {
      slots[rule.first] = space.slots(of: rule)
    }
    self.slots = slots
  }

  /// Draws one.
  ///
  /// - Parameter weights: those of the cells of a point: as many as it has, none negative. Where all that is allowed
  ///   weighs nothing, each is equally likely.
  func callAsFunction(
    using generator: inout SeededGenerator, weights: (_ point: Int) -> [Double]
  ) -> Architecture {
    var choices = [Int](repeating: Architecture.inactive, count: points.count)
    // A point comes after those that its existence depends on.
    for point in points where point.isActive(in: choices) {
      let id = point.id
      if case .slot(let position, let rule) = point.kind, !rule.isIndependent {
        // All positions at once, at the first; that a position exists is then known.
        if position == 0, let slots = slots[rule.first] {
          for (slot, chosen) in zip(slots, select(slots, rule, using: &generator, weights)) {
            choices[slot] = chosen
          }
        }
        continue
      }
      let open = weights(id).enumerated().map { cells.isOpen($0.offset, at: id) ? $0.element : -1 }
      choices[id] = cells.choice(in: open.draw(using: &generator), at: id, using: &generator)
    }
    return Architecture(choices: choices)
  }

  /// The choices of the positions of a selection.
  private func select(
    _ slots: [Int], _ rule: ManyOfRule, using generator: inout SeededGenerator, _ weights: (Int) -> [Double]
  ) -> [Int] {
    if slots.allSatisfy({ points[$0].isFixed }) {
      return slots.map { points[$0].allowed.first { _ in true } ?? 0 }
    }
    // In any order, so that no position is always left with what the others leave over.
    var order = Array(slots.indices)
    generator.shuffle(&order)
    var chosen = [Int](repeating: 0, count: slots.count)
    var used: Set<Int> = []
    for position in order {
      let id = slots[position]
      let open = weights(id).enumerated().map { candidate, weight in
        points[id].allowed.contains(candidate) && !(rule.isDistinct && used.contains(candidate)) ? weight : -1
      }
      chosen[position] = open.draw(using: &generator)
      used.insert(chosen[position])
    }
    return rule.isSorted ? chosen.sorted() : chosen
  }
}

extension DecisionPoint {
  /// Whether it exists, by the choices of the points before it.
  fileprivate func isActive(in choices: [Int]) -> Bool {
    conditions.isEmpty || conditions.contains { $0.choices.contains(choices[$0.parent]) }
  }
}

extension [Double] {
  /// An index in proportion to its weight; those with a negative one are never drawn.
  fileprivate func draw(using generator: inout SeededGenerator) -> Int {
    let total = reduce(0) { $0 + Swift.max(0, $1) }
    guard total > 0, total.isFinite else {
      let open = indices.filter { self[$0] >= 0 }
      return open.isEmpty ? 0 : open[generator.index(open.count)]
    }
    var rest = generator.unit() * total
    var last = 0
    for (index, weight) in enumerated() where weight > 0 {
      if rest < weight { return index }
      rest -= weight
      last = index
    }
    return last
  }
}
