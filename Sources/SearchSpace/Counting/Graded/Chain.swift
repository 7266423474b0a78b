import BigInt
import Randomness

/// Parts side by side. Every prefix is counted too, so that lists of all lengths share one chain.
struct Chain: Sendable {
  struct Split: Hashable, Sendable {
    /// The grade of the parts before.
    let before: Grade
    /// The grade of the part; nil where it does not exist.
    let part: Grade?
  }

  private let parts: [any GradedPart]
  /// Whether a part exists, given the grade of those before it.
  private let exists: @Sendable (Int, Grade) -> Bool
  private let combine: @Sendable (Grade, Grade) -> Grade?
  private let neutral: Grade
  /// How the first n + 1 parts come to a grade.
  private let steps: [WayTable<Split>]

  init(
    _ parts: [any GradedPart], neutral: Grade, combine: @escaping @Sendable (Grade, Grade) -> Grade?,
    budget: inout WayBudget, exists: @escaping @Sendable (Int, Grade) -> Bool = { _, _ in true }
  ) throws(WayBudget.Exceeded) {
    self.parts = parts
    self.neutral = neutral
    self.combine = combine
    self.exists = exists
    var steps: [WayTable<Split>] = []
    var counts: [Grade: BigUInt] = [neutral: 1]
    for (position, part) in parts.enumerated() {
      var table = WayTable<Split>()
      let own = part.counts.inOrder
      for (before, ways) in counts.inOrder {
        guard exists(position, before) else {
          table.add(Split(before: before, part: nil), to: before, count: ways)
          continue
        }
        try budget.spend(own.count)
        for (grade, count) in own {
          guard let both = combine(before, grade) else { continue }
          table.add(Split(before: before, part: grade), to: both, count: ways * count)
        }
      }
      steps.append(table)
      counts = table.counts
    }
    self.steps = steps
  }

  /// How many ways there are to decide the first parts, by grade.
  func counts(first length: Int) -> [Grade: BigUInt] { length == 0 ? [neutral: 1] : steps[length - 1].counts }

  func draw(
    first length: Int, _ grade: Grade, into architecture: inout Architecture,
    using generator: inout SeededGenerator
  ) {
    var grade = grade
    for position in (0..<length).reversed() {
      guard let split = steps[position].draw(grade, using: &generator) else { return }
      if let part = split.part { parts[position].draw(part, into: &architecture, using: &generator) }
      grade = split.before
    }
  }

  func write(first length: Int, _ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    var (grade, index) = (grade, index)
    for position in (0..<length).reversed() {
      guard let (split, rest) = steps[position].way(at: index, grade) else { return }
      index = rest
      if let part = split.part {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: parts[position].counts[part] ?? 1)
        parts[position].write(digit, part, into: &architecture)
        index = quotient
      }
      grade = split.before
    }
  }

  func index(first length: Int, in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    var (grade, index) = (neutral, BigUInt(0))
    for position in 0..<length {
      guard exists(position, grade) else {
        index += steps[position].count(before: Split(before: grade, part: nil), grade)
        continue
      }
      guard let own = parts[position].index(in: architecture), let both = combine(grade, own.grade) else {
        return nil
      }
      index =
        steps[position].count(before: Split(before: grade, part: own.grade), both)
        + index * (parts[position].counts[own.grade] ?? 1) + own.index
      grade = both
    }
    return (grade, index)
  }
}

/// All parts of a chain.
struct ChainPart: GradedPart {
  let chain: Chain
  let length: Int
  var counts: [Grade: BigUInt] { chain.counts(first: length) }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    chain.draw(first: length, grade, into: &architecture, using: &generator)
  }
  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    chain.write(first: length, index, grade, into: &architecture)
  }
  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    chain.index(first: length, in: architecture)
  }
}

/// A list of decided length: as many parts of a chain as the length says.
struct ListPart: GradedPart {
  let list: ListOfNode
  let chain: Chain
  private let table: WayTable<Int>

  init(_ list: ListOfNode, _ chain: Chain) {
    self.list = list
    self.chain = chain
    var table = WayTable<Int>()
    for choice in list.allowed {
      for (grade, count) in chain.counts(first: list.lengths[choice]).inOrder {
        table.add(choice, to: grade, count: count)
      }
    }
    self.table = table
  }

  var counts: [Grade: BigUInt] { table.counts }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    guard let choice = table.draw(grade, using: &generator) else { return }
    list.set(choice, in: &architecture)
    chain.draw(first: list.lengths[choice], grade, into: &architecture, using: &generator)
  }

  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    guard let (choice, rest) = table.way(at: index, grade) else { return }
    list.set(choice, in: &architecture)
    chain.write(first: list.lengths[choice], rest, grade, into: &architecture)
  }

  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    let choice = list.choice(in: architecture)
    guard let (grade, index) = chain.index(first: list.lengths[choice], in: architecture) else { return nil }
    return (grade, table.count(before: choice, grade) + index)
  }
}

/// Keeps tables of ways within what a machine can hold.
struct WayBudget {
  /// A rule would need too many ways to be counted.
  struct Exceeded: Error {}

  private var left = 1_000_000

  mutating func spend(_ count: Int) throws(Exceeded) {
    left -= count
    if left < 0 { throw Exceeded() }
  }
}
