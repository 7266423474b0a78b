import PlainJSON
import SearchSpace

/// Spaces that have decisions of every kind that a space can have, and that refuse some of their architectures.
enum KindsOfDecisions {
  /// No end of architectures: with floats and huge whole numbers, also inside conditional parts.
  static func infinite() throws -> SearchSpace {
    let activation = Template.decision(
      Decision(.oneOf([.constant("relu"), .constant("gelu"), float(0.01, 0.3)]), sharing: 1))
    let attention = Template.table(["heads": int(1, 64, isLogarithmic: true), "activation": activation])
    let block = Template.table([
      "op": oneOf([conv, attention, .constant("skip")]), "ratio": float(0.5, 4),
    ])
    let members: [String: Template] = [
      "blocks": listOf(int(1, 3), block),
      "activation": activation,
      "rate": float(1e-5, 0.1, isLogarithmic: true),
      "momentum": float(0, 1),
      "fixed": float(2, 2),
      "salt": int(-5, .max / 2),
      "width": int(16, 1_000_000, isLogarithmic: true),
    ]
    return try SearchSpace(.table(members.merging(selections) { first, _ in first }))
      .adding(Constraint(.sum(SumRule([try PathPattern("blocks[*].op.kernel")], most: 12))))
      .adding(Constraint(.test { ($0["momentum"]?.doubleValue ?? 0) < 0.9 }, name: "little momentum"))
  }

  /// About a hundred networks: the kinds that can be counted, of which a test refuses some and a canonical form makes some the
  /// same.
  static func finite() throws -> SearchSpace {
    let members: [String: Template] = [
      "blocks": listOf(int(1, 2), oneOf([.table(["kernel": int(3, 4)]), .constant("skip")])),
      "order": .decision(Decision(.manyOf(.permutation([.constant("a"), .constant("b")])))),
      "skips": manyOf(2, of: 3, isSorted: true),
      "width": int(1, 2),
    ]
    return try SearchSpace(
      .table(members),
      canonical: CanonicalForm { table in
        guard var members = table.objectValue, let blocks = members["blocks"]?.arrayValue else { return table }
        members["blocks"] = .array(blocks.filter { $0 != "skip" })
        return .object(members)
      }
    ).adding(Constraint(.test { $0["width"]?.intValue != 2 || $0["order"]?.arrayValue?.first != "a" }))
  }

  private static let selections: [String: Template] = [
    "order": .decision(Decision(.manyOf(.permutation((0..<5).map { .constant(.integer($0)) })))),
    "skips": manyOf(2, of: 5, isSorted: true),
    "bag": manyOf(3, of: 4, isDistinct: false, isSorted: true),
    "pair": manyOf(2, of: 4),
    "word": manyOf(3, of: 3, isDistinct: false),
    "parts": .decision(
      Decision(.manyOf(ManyOf(count: 2, candidates: [conv, .table(["rate": float(0, 1)]), .constant("none")])))),
  ]

  private static let conv = Template.table(["kernel": oneOf([3, 5, 7].map { .constant(.integer($0)) })])

  private static func oneOf(_ candidates: [Template]) -> Template { .decision(Decision(.oneOf(candidates))) }

  private static func listOf(_ length: Template, _ element: Template) -> Template {
    .decision(Decision(.listOf(length: length, element: element)))
  }

  private static func int(_ lower: Int, _ upper: Int, isLogarithmic: Bool = false) -> Template {
    .decision(Decision(.integer(IntegerRange(lower: lower, upper: upper, isLogarithmic: isLogarithmic))))
  }

  private static func float(_ lower: Double, _ upper: Double, isLogarithmic: Bool = false) -> Template {
    .decision(Decision(.float(FloatRange(lower: lower, upper: upper, isLogarithmic: isLogarithmic))))
  }

  private static func manyOf(
    _ count: Int, of candidates: Int, isDistinct: Bool = true, isSorted: Bool = false
  ) -> Template {
    let words = (0..<candidates).map { Template.constant(.string("c\($0)")) }
    return .decision(
      Decision(.manyOf(ManyOf(count: count, candidates: words, isDistinct: isDistinct, isSorted: isSorted))))
  }
}
