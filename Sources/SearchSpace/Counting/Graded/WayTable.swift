import BigInt
import Randomness

/// For each grade of a part: the ways to come to it, and how many architectures each way has.
struct WayTable<Way: Hashable & Sendable>: Sendable {
  private(set) var ways: [Grade: [(way: Way, count: BigUInt)]] = [:]
  private(set) var counts: [Grade: BigUInt] = [:]

  /// Adds a way; none may be added twice.
  mutating func add(_ way: Way, to grade: Grade, count: BigUInt) {
    if count == 0 { return }
    ways[grade, default: []].append((way, count))
    counts[grade, default: 0] += count
  }

  /// How many ways there are for all grades.
  var wayCount: Int { ways.values.reduce(0) { $0 + $1.count } }

  /// Draws a way to a grade in proportion to the counts.
  func draw(_ grade: Grade, using generator: inout SeededGenerator) -> Way? {
    guard let ways = ways[grade], let total = counts[grade] else { return nil }
    if ways.count == 1 { return ways[0].way }
    return Self.find(generator.below(total), in: ways)?.way
  }

  /// The way that a number falls to, and what is left of the number.
  func way(at index: BigUInt, _ grade: Grade) -> (way: Way, rest: BigUInt)? {
    Self.find(index, in: ways[grade] ?? [])
  }

  /// How many architectures come before a way.
  func count(before way: Way, _ grade: Grade) -> BigUInt {
    var sum = BigUInt(0)
    for (other, count) in ways[grade] ?? [] {
      if other == way { break }
      sum += count
    }
    return sum
  }

  private static func find(_ index: BigUInt, in ways: [(way: Way, count: BigUInt)]) -> (way: Way, rest: BigUInt)? {
    var rest = index
    for (way, count) in ways {
      if rest < count { return (way, rest) }
      rest -= count
    }
    return nil
  }
}

/// A part whose architectures are counted by grade.
protocol GradedPart: Sendable {
  /// How many there are of each grade.
  var counts: [Grade: BigUInt] { get }
  /// Draws one of a grade, each equally likely.
  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator)
  /// Writes the one with a number among those of a grade.
  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture)
  /// The grade of an architecture's part and its number among those of the grade; nil for one that breaks a rule.
  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)?
}

/// A part that matters to no rule.
struct PlainPart: GradedPart {
  let node: Node
  let neutral: Grade
  var counts: [Grade: BigUInt] { [neutral: node.size] }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    node.draw(into: &architecture, using: &generator)
  }
  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    node.write(index, into: &architecture)
  }
  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    (neutral, node.index(in: architecture))
  }
}

/// A part with no decisions and a grade.
struct FixedPart: GradedPart {
  let grade: Grade
  var counts: [Grade: BigUInt] { [grade: 1] }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {}
  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {}
  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? { (grade, 0) }
}
