import PlainJSON
import Randomness
import SearchSpace

/// Random nested templates for property tests, small enough to enumerate.
struct RandomTemplates {
  var generator: SeededGenerator
  /// Whether some decisions stand in several places.
  var hasShared = false
  private var pool: [Template] = []

  init(seed: UInt64, hasShared: Bool = false) {
    generator = SeededGenerator(seed: seed)
    self.hasShared = hasShared
  }

  /// A new template.
  mutating func next() -> Template {
    pool = hasShared ? (0..<2).map { _ in .decision(Decision(.integer(range()))) } : []
    for position in pool.indices {
      guard case .decision(var decision) = pool[position] else { continue }
      decision.sharing = 70 - position
      pool[position] = .decision(decision)
    }
    if hasShared {
      // One that holds another.
      let inside = Template.list([.constant("in"), pool[0]])
      pool.append(.decision(Decision(.oneOf([.constant("out"), inside]), sharing: 50)))
    }
    return template(depth: 3)
  }

  private mutating func template(depth: Int) -> Template {
    switch generator.index(depth == 0 ? 3 : 9) {
    case 0: return .constant(.integer(generator.index(100)))
    case 1: return .decision(Decision(.integer(range())))
    case 2: return pool.isEmpty ? .constant("plain") : pool[generator.index(pool.count)]
    case 3: return .list(several(depth))
    case 4:
      let members = several(depth).enumerated().map { ("k\($0.offset)", $0.element) }
      return .table(Dictionary(members) { first, _ in first })
    case 5, 6: return .decision(Decision(.oneOf(candidates(depth))))
    case 7:
      let candidates = candidates(depth)
      let isDistinct = generator.index(2) == 0
      let count = 1 + generator.index(isDistinct ? candidates.count : 2)
      return .decision(
        Decision(
          .manyOf(
            ManyOf(
              count: min(count, 3), candidates: candidates, isDistinct: isDistinct,
              isSorted: generator.index(2) == 0))))
    default:
      let lower = generator.index(2)
      let length = Template.decision(
        Decision(.integer(IntegerRange(lower: lower, upper: lower + generator.index(3)))))
      return .decision(Decision(.listOf(length: length, element: template(depth: depth - 1))))
    }
  }

  private mutating func range() -> IntegerRange {
    let lower = generator.index(5) - 2
    return IntegerRange(lower: lower, upper: lower + generator.index(4), step: 1 + generator.index(2))
  }

  /// Each candidate carries its number, so that no two decide to the same table.
  private mutating func candidates(_ depth: Int) -> [Template] {
    let isOptional = generator.index(3) == 0
    let candidates = several(depth).enumerated().map { offset, element in
      generator.index(3) == 0
        ? Template.constant(.integer(1000 + offset)) : .list([.constant(.integer(offset)), element])
    }
    return isOptional ? [.constant(.null)] + candidates : candidates
  }

  private mutating func several(_ depth: Int) -> [Template] {
    (0...generator.index(3)).map { _ in template(depth: depth - 1) }
  }
}

/// Every table that a template can become, by brute force and independently of the compiled space; nil beyond a limit.
enum BruteForce {
  private struct TooMany: Error {}
  /// A table, and what the shared decisions in it are.
  private typealias Decided = (value: JSON, shared: [Int: JSON])
  private static let limit = 20_000

  static func tables(of template: Template) -> [JSON]? { try? decided(template).map(\.value) }

  private static func decided(_ template: Template) throws -> [Decided] {
    let all: [Decided] =
      switch template {
      case .constant(let value): [(value, [:])]
      case .list(let elements): try combinations(elements).map { (.array($0.value), $0.shared) }
      case .table(let members): try table(members)
      case .decision(let decision): try self.decision(decision)
      }
    if all.count > limit { throw TooMany() }
    return all
  }

  private static func table(_ members: [String: Template]) throws -> [Decided] {
    let keys = members.keys.sorted()
    return try combinations(keys.compactMap { members[$0] }).map { combination in
      (.object(Dictionary(zip(keys, combination.value)) { first, _ in first }), combination.shared)
    }
  }

  private static func decision(_ decision: Decision) throws -> [Decided] {
    if let sharing = decision.sharing {
      var alone = decision
      alone.sharing = nil
      return try self.decision(alone).map { ($0.value, $0.shared.merging([sharing: $0.value]) { $1 }) }
    }
    switch decision.kind {
    case .oneOf(let candidates): return try candidates.flatMap(decided)
    case .integer(let range): return (0..<range.count).map { (.integer(range.value(of: $0)), [:]) }
    case .float: return []
    case .manyOf(let choice):
      return try selections(choice).flatMap { selection in
        try combinations(selection.map { choice.candidates[$0] }).map { (.array($0.value), $0.shared) }
      }
    case .listOf(let length, let element):
      return try decided(length).flatMap { length in
        try combinations([Template](repeating: element, count: length.value.intValue ?? 0))
          .map { (.array($0.value), $0.shared) }
      }
    }
  }

  private static func selections(_ choice: ManyOf) -> [[Int]] {
    var all: [[Int]] = [[]]
    for _ in 0..<choice.count {
      all = all.flatMap { head in choice.candidates.indices.map { head + [$0] } }
    }
    return all.filter { selection in
      (!choice.isDistinct || Set(selection).count == selection.count)
        && (!choice.isSorted || zip(selection, selection.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  private static func combinations(_ templates: [Template]) throws -> [(value: [JSON], shared: [Int: JSON])] {
    var all: [(value: [JSON], shared: [Int: JSON])] = [([], [:])]
    for template in templates {
      let tails = try decided(template)
      if all.count * tails.count > limit { throw TooMany() }
      all = all.flatMap { head in
        tails.compactMap { tail in
          // A shared decision is the same wherever it is met.
          guard tail.shared.allSatisfy({ head.shared[$0] == nil || head.shared[$0] == $1 }) else { return nil }
          return (head.value + [tail.value], head.shared.merging(tail.shared) { $1 })
        }
      }
    }
    return all
  }
}
