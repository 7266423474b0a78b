import BigInt
import Randomness

/// Several distinct or sorted candidates, counted by grade: ``Selections`` with grades.
struct SelectionPart: GradedPart {
  private struct Step: Hashable, Sendable {
    /// The grade inside the candidate if it is taken.
    let inside: Grade?
    /// The grade of what is taken after it.
    let rest: Grade
  }

  private struct Taken {
    let candidate: Int
    let slot: Int
    let grade: Grade
    let index: BigUInt
  }

  private let rule: ManyOfRule
  private let points: [Int]
  /// The allowed candidates.
  private let candidates: [Int]
  /// For each position, what is inside each allowed candidate.
  private let inside: [[any GradedPart]]
  private let combine: @Sendable (Grade, Grade) -> Grade?
  private let neutral: Grade
  /// For i and j: how to take j from the i-th candidate on.
  private let steps: [[WayTable<Step>]]
  private let orders: BigUInt
  let counts: [Grade: BigUInt]

  init(
    _ choice: ManyOfNode, inside: [[any GradedPart]], neutral: Grade,
    combine: @escaping @Sendable (Grade, Grade) -> Grade?, budget: inout WayBudget
  ) throws(WayBudget.Exceeded) {
    rule = choice.rule
    points = choice.slots.map(\.point)
    candidates = Array(choice.allowed)
    self.inside = inside
    self.neutral = neutral
    self.combine = combine
    orders = rule.isSorted ? 1 : (1...rule.count).reduce(BigUInt(1)) { $0 * BigUInt($1) }
    var end = WayTable<Step>()
    end.add(Step(inside: nil, rest: neutral), to: neutral, count: 1)
    let none = [WayTable<Step>](repeating: WayTable(), count: rule.count)
    var rows = [[WayTable<Step>]](repeating: [end] + none, count: candidates.count + 1)
    for position in candidates.indices.reversed() {
      let own = inside[0][position].counts.inOrder
      for taken in 1...rule.count {
        var table = WayTable<Step>()
        let after = rows[rule.isDistinct ? position + 1 : position][taken - 1].counts.inOrder
        try budget.spend(own.count * after.count)
        for (grade, count) in own {
          for (rest, ways) in after {
            if let both = combine(grade, rest) {
              table.add(Step(inside: grade, rest: rest), to: both, count: count * ways)
            }
          }
        }
        for (rest, ways) in rows[position + 1][taken].counts.inOrder {
          table.add(Step(inside: nil, rest: rest), to: rest, count: ways)
        }
        rows[position][taken] = table
      }
    }
    steps = rows
    let orders = orders
    counts = rows[0][rule.count].counts.mapValues { $0 * orders }
  }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    var chosen: [(candidate: Int, inside: Grade)] = []
    var (position, grade) = (0, grade)
    while chosen.count < rule.count, position < candidates.count {
      guard let step = steps[position][rule.count - chosen.count].draw(grade, using: &generator) else { return }
      if let inside = step.inside { chosen.append((position, inside)) }
      if step.inside == nil || rule.isDistinct { position += 1 }
      grade = step.rest
    }
    if !rule.isSorted { generator.shuffle(&chosen) }
    for (slot, taken) in chosen.enumerated() {
      architecture.choices[points[slot]] = candidates[taken.candidate]
      inside[slot][taken.candidate].draw(taken.inside, into: &architecture, using: &generator)
    }
  }

  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    let (number, order) = index.quotientAndRemainder(dividingBy: orders)
    var chosen: [(candidate: Int, inside: Grade, index: BigUInt)] = []
    var (position, grade, rest) = (0, grade, number)
    while chosen.count < rule.count, position < candidates.count {
      let left = rule.count - chosen.count
      guard let (step, remainder) = steps[position][left].way(at: rest, grade) else { return }
      rest = remainder
      let next = step.inside == nil || rule.isDistinct ? position + 1 : position
      if let inside = step.inside {
        let after = steps[next][left - 1].counts[step.rest] ?? 1
        let (digit, remainder) = rest.quotientAndRemainder(dividingBy: after)
        chosen.append((position, inside, digit))
        rest = remainder
      }
      (position, grade) = (next, step.rest)
    }
    let positions = rule.isSorted ? Array(chosen.indices) : PermutationRank.order(of: order, count: chosen.count)
    for (slot, position) in positions.enumerated() {
      let taken = chosen[position]
      architecture.choices[points[slot]] = candidates[taken.candidate]
      inside[slot][taken.candidate].write(taken.index, taken.inside, into: &architecture)
    }
  }

  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    var chosen: [Taken] = []
    for (slot, point) in points.enumerated() {
      guard let candidate = candidates.firstIndex(of: architecture.choices[point]),
        let own = inside[slot][candidate].index(in: architecture)
      else { return nil }
      chosen.append(Taken(candidate: candidate, slot: slot, grade: own.grade, index: own.index))
    }
    chosen.sort { ($0.candidate, $0.slot) < ($1.candidate, $1.slot) }
    guard let (grade, index) = rank(chosen[...], from: 0) else { return nil }
    if rule.isSorted { return (grade, index) }
    var order = [Int](repeating: 0, count: chosen.count)
    for (position, own) in chosen.enumerated() { order[own.slot] = position }
    return (grade, index * orders + PermutationRank.rank(of: order))
  }

  /// The grade and number of what is taken from a candidate on.
  private func rank(_ chosen: ArraySlice<Taken>, from position: Int) -> (grade: Grade, index: BigUInt)? {
    guard let first = chosen.first else { return (neutral, 0) }
    let table = steps[position][chosen.count]
    guard first.candidate == position else {
      guard let (rest, index) = rank(chosen, from: position + 1) else { return nil }
      return (rest, table.count(before: Step(inside: nil, rest: rest), rest) + index)
    }
    let next = rule.isDistinct ? position + 1 : position
    guard let (rest, index) = rank(chosen.dropFirst(), from: next), let both = combine(first.grade, rest) else {
      return nil
    }
    let after = steps[next][chosen.count - 1].counts[rest] ?? 1
    return (both, table.count(before: Step(inside: first.grade, rest: rest), both) + first.index * after + index)
  }
}
