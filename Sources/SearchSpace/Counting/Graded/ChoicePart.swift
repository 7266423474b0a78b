import BigInt
import Randomness

/// A decision between candidates, each with a part inside; a whole number is one whose candidates are fixed.
struct ChoicePart: GradedPart {
  struct Way: Hashable, Sendable {
    let choice: Int
    let inside: Grade
  }

  private let point: Int
  private let candidates: [Int: any GradedPart]
  private let table: WayTable<Way>

  /// - Parameter candidates: what is inside each allowed choice, ascending.
  init(point: Int, candidates: [(choice: Int, part: any GradedPart)]) {
    self.point = point
    self.candidates = Dictionary(candidates.map { ($0.choice, $0.part) }) { first, _ in first }
    var table = WayTable<Way>()
    for (choice, part) in candidates {
      for (grade, count) in part.counts.inOrder {
        table.add(Way(choice: choice, inside: grade), to: grade, count: count)
      }
    }
    self.table = table
  }

  var counts: [Grade: BigUInt] { table.counts }
  var wayCount: Int { table.wayCount }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    guard let way = table.draw(grade, using: &generator) else { return }
    architecture.choices[point] = way.choice
    candidates[way.choice]?.draw(way.inside, into: &architecture, using: &generator)
  }

  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    guard let (way, rest) = table.way(at: index, grade) else { return }
    architecture.choices[point] = way.choice
    candidates[way.choice]?.write(rest, way.inside, into: &architecture)
  }

  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    let choice = architecture.choices[point]
    guard let (grade, index) = candidates[choice]?.index(in: architecture) else { return nil }
    return (grade, table.count(before: Way(choice: choice, inside: grade), grade) + index)
  }
}

/// A part that some rules judge on its own: from outside it has no grade for them.
struct ScopePart: GradedPart {
  private let inside: any GradedPart
  private let close: @Sendable (Grade) -> Grade?
  private let table: WayTable<Grade>

  init(_ inside: any GradedPart, close: @escaping @Sendable (Grade) -> Grade?) {
    self.inside = inside
    self.close = close
    var table = WayTable<Grade>()
    for (grade, count) in inside.counts.inOrder {
      if let outer = close(grade) { table.add(grade, to: outer, count: count) }
    }
    self.table = table
  }

  var counts: [Grade: BigUInt] { table.counts }

  func draw(_ grade: Grade, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    guard let inner = table.draw(grade, using: &generator) else { return }
    inside.draw(inner, into: &architecture, using: &generator)
  }

  func write(_ index: BigUInt, _ grade: Grade, into architecture: inout Architecture) {
    guard let (inner, rest) = table.way(at: index, grade) else { return }
    inside.write(rest, inner, into: &architecture)
  }

  func index(in architecture: Architecture) -> (grade: Grade, index: BigUInt)? {
    guard let (inner, index) = inside.index(in: architecture), let grade = close(inner) else { return nil }
    return (grade, table.count(before: inner, grade) + index)
  }
}

extension [Grade: BigUInt] {
  /// The counts in an order that is the same in every run: a dictionary's own is not.
  var inOrder: [(Grade, BigUInt)] { sorted { $0.key.lexicographicallyPrecedes($1.key) } }
}
