import BigInt
import PlainJSON
import Randomness
import SearchSpace
import Testing

@Suite struct SearchSpaceTests {
  private func oneOf(_ candidates: Template...) -> Template { .decision(Decision(.oneOf(candidates))) }
  private func int(_ lower: Int, _ upper: Int, _ step: Int = 1) -> Template {
    .decision(Decision(.integer(IntegerRange(lower: lower, upper: upper, step: step))))
  }
  private func listOf(_ length: Template, _ element: Template) -> Template {
    .decision(Decision(.listOf(length: length, element: element)))
  }

  /// 13 architectures, 5,200 draws: chi-squared with 12 degrees of freedom stays under 39.1 in 9,999 of 10,000 runs.
  @Test func `sampling is even over architectures, not over decisions`() throws {
    let space = try SearchSpace(oneOf(.constant(1), .table(["a": int(1, 3), "b": int(1, 4)])))
    var generator = SeededGenerator(seed: 13)
    var counts: [Architecture: Int] = [:]
    for _ in 0..<5200 { counts[try space.sample(using: &generator), default: 0] += 1 }
    #expect(counts.count == 13)
    #expect(counts.values.map { Double(($0 - 400) * ($0 - 400)) / 400 }.reduce(0, +) < 39.1)
  }

  @Test func `the sizes that PyGlove gives`() throws {
    let four = oneOf(.constant(1), .constant(2), .constant(3), .constant(4))
    #expect(try SearchSpace(.table(["x": four])).size == 4)
    let two = oneOf(.constant(1), .constant(2))
    let three = oneOf(.constant(1), .constant(2), .constant(3))
    #expect(try SearchSpace(oneOf(.table(["a": two]), .table(["b": three]), .constant([:]))).size == 6)
  }

  @Test func `a space far beyond any machine word is exact`() throws {
    let space = try SearchSpace(listOf(.constant(40), int(1, 10)))
    #expect(space.size == BigUInt(10).power(40))
    let last = try #require(space.architecture(at: BigUInt(10).power(40) - 1))
    #expect(last.choices == [Int](repeating: 9, count: 40))
    var generator = SeededGenerator(seed: 1)
    let size = try #require(space.size)
    let drawn = try #require(space.architecture(at: generator.below(size)))
    #expect(try space.architecture(at: space.index(of: drawn)) == drawn)
  }

  @Test(arguments: [(1, 300, 1, 3), (0, 301, 1, 1), (2, 700, 2, 5), (1, 5000, 1, 2)])
  func `a list of very many lengths is counted`(lower: Int, upper: Int, step: Int, values: Int) throws {
    let space = try SearchSpace(listOf(int(lower, upper, step), int(1, values)))
    let expected = stride(from: lower, through: upper, by: step).reduce(BigUInt(0)) {
      $0 + BigUInt(values).power($1)
    }
    #expect(space.size == expected)
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<3 {
      let drawn = try space.sample(using: &generator)
      try space.validate(drawn)
      if upper < 1000 { #expect(try space.architecture(at: space.index(of: drawn)) == drawn) }
    }
  }

  @Test func `decisions are numbered and named as PyGlove does`() throws {
    let block = Template.table([
      "op": oneOf(.constant("conv"), .table(["ratio": int(1, 3)])), "kernel": int(3, 7, 2),
    ])
    let space = try SearchSpace(.table(["stem": int(1, 2), "blocks": listOf(int(1, 2), block)]))
    #expect(
      space.points.map(\.path) == [
        "blocks.length", "blocks[0].kernel", "blocks[0].op", "blocks[0].op[=1/2].ratio", "blocks[1].kernel",
        "blocks[1].op", "blocks[1].op[=1/2].ratio", "stem",
      ])
    let conditions = space.points.map { point in point.conditions.map { [$0.parent] + $0.choices } }
    #expect(conditions == [[], [], [], [[2, 1]], [[0, 1]], [[0, 1]], [[5, 1]], []])
    let architecture = try space.architecture(of: ["stem": 2, "blocks": [["kernel": 5, "op": ["ratio": 3]]]])
    #expect(space.text(of: architecture) == "0,1,1,2,-,-,-,1")
    #expect(
      space.decisions(of: architecture).map { "\($0.path)=\($0.value.text)" } == [
        "blocks.length=1", "blocks[0].kernel=5", "blocks[0].op=1", "blocks[0].op[=1/2].ratio=3", "stem=2",
      ])
  }

  @Test func `a hash never changes`() throws {
    let space = try SearchSpace(.table(["k": int(1, 9), "op": oneOf(.constant("a"), .constant(.null))]))
    #expect(try space.hash(of: Architecture(choices: [2, 0])) == Self.recordedHash)
  }
  static let recordedHash = "4dada3abac5688db"

  @Test func `mistakes in a template are named with their path`() {
    let cases: [(Template, String)] = [
      (.table(["a": .list([oneOf()])]), "a[0]: one_of has no candidates; give it at least one"),
      (.table(["k": int(5, 3)]), "k: int's lower bound 5 lies above its upper bound 3"),
      (int(1, 3, 0), "the step of int must be 1 or more, got 0"),
      (int(.min, .max), "int from -9223372036854775808 to 9223372036854775807 has more values than fit"),
      (
        .table(["b": listOf(.constant("x"), int(1, 2))]),
        "b.length: a list's length must be a whole number from 0 to 100000, or an int or one_of of such numbers"
      ),
      (
        listOf(.constant(100_000), .list([int(1, 2), int(1, 2)])),
        "[50000][0]: the space has more than 100000 decisions; shorten its lists"
      ),
    ]
    for (template, message) in cases {
      do {
        _ = try SearchSpace(template)
        Issue.record("accepted: \(message)")
      } catch { #expect(error.description == message) }
    }
  }

  @Test(
    arguments: [
      (["k": 4, "op": "a"], "k: no value of this int: 4"), (["k": 3, "op": "z"], "op: no candidate fits \"z\""),
      (["k": 3], "op: missing: there is no member 'op'"),
    ] as [(JSON, String)])
  func `a table that is no architecture is refused with its path`(table: JSON, message: String) throws {
    let space = try SearchSpace(.table(["k": int(3, 7, 2), "op": oneOf(.constant("a"), .constant("b"))]))
    do {
      _ = try space.architecture(of: table)
      Issue.record("it was accepted")
    } catch { #expect(error.description == message) }
  }
}
