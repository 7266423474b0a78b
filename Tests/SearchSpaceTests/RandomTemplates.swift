import PlainJSON
import Randomness
import SearchSpace

/// Random nested templates for property tests, small enough to enumerate.
enum RandomTemplates {
  static func template(_ generator: inout SeededGenerator, depth: Int = 3) -> Template {
    switch generator.index(depth == 0 ? 2 : 6) {
    case 0: return .constant(.integer(generator.index(100)))
    case 1:
      let lower = generator.index(5) - 2
      return .decision(
        Decision(.integer(lower: lower, upper: lower + generator.index(4), step: 1 + generator.index(2))))
    case 2: return .list(several(&generator, depth))
    case 3:
      let members = several(&generator, depth).enumerated().map { ("k\($0.offset)", $0.element) }
      return .table(Dictionary(members) { first, _ in first })
    case 4:
      // Each candidate carries its number, so that no two decide to the same table.
      let candidates = several(&generator, depth).enumerated().map {
        Template.list([.constant(.integer($0.offset)), $0.element])
      }
      return .decision(Decision(.oneOf(candidates)))
    default:
      let lower = generator.index(2)
      let length = Template.decision(Decision(.integer(lower: lower, upper: lower + generator.index(3), step: 1)))
      return .decision(Decision(.listOf(length: length, element: template(&generator, depth: depth - 1))))
    }
  }

  private static func several(_ generator: inout SeededGenerator, _ depth: Int) -> [Template] {
    (0...generator.index(3)).map { _ in template(&generator, depth: depth - 1) }
  }

  /// Every table that a template can become, by brute force and independently of the compiled space.
  static func tables(of template: Template) -> [JSON] {
    switch template {
    case .constant(let value): return [value]
    case .list(let elements): return combinations(elements.map(tables)).map { .array($0) }
    case .table(let members):
      let keys = members.keys.sorted()
      return combinations(keys.map { members[$0].map(tables) ?? [] }).map {
        .object(Dictionary(zip(keys, $0)) { first, _ in first })
      }
    case .decision(let decision):
      switch decision.kind {
      case .oneOf(let candidates): return candidates.flatMap(tables)
      case .integer(let lower, let upper, let step):
        return stride(from: lower, through: upper, by: step).map { .integer($0) }
      case .listOf(let length, let element):
        let elements = tables(of: element)
        return tables(of: length).flatMap { length in
          combinations([[JSON]](repeating: elements, count: length.intValue ?? 0)).map { JSON.array($0) }
        }
      }
    }
  }

  private static func combinations(_ parts: [[JSON]]) -> [[JSON]] {
    parts.reduce([[]]) { heads, part in heads.flatMap { head in part.map { head + [$0] } } }
  }
}
