import BigInt
import PlainJSON
import Randomness
import SearchSpace
import Testing

@Suite struct ConstraintTests {
  /// Rules for a space with a given architecture; nil where it has nothing that the rule looks at, so that no space is
  /// enumerated in vain.
  private static let rules: [(name: String, kind: @Sendable (_ table: JSON) -> Constraint.Kind?)] = [
    ("sum", { _ in .sum(SumRule([.numbers], most: 60)) }),
    ("sum from both sides", { _ in .sum(SumRule([.numbers], least: 3, most: 40)) }),
    ("order", { $0["k0"]?.arrayValue == nil ? nil : .ordered(OrderRule([.firstList])) }),
    ("strict order", { _ in .ordered(OrderRule([.numbers], isDescending: true, isStrict: true)) }),
    (
      "forbidden",
      { table in
        plain(["k0": table["k0"], "k1": table["k1"]]).map { .forbidden(ForbiddenRule(in: .whole, values: $0)) }
      }
    ),
    (
      "forbidden in parts",
      { table in
        let lists = table.arrayValue?.compactMap(\.arrayValue).filter { $0.count > 1 } ?? []
        let values = lists.compactMap { plain(["[0]": $0[0], "[1]": $0[1]]) }.first
        return values.map { .forbidden(ForbiddenRule(in: .elements, values: $0)) }
      }
    ),
  ]

  /// Values that are all there and hold no others.
  private static func plain(_ values: [String: JSON?]) -> [String: JSON]? {
    let there = values.compactMapValues { value in
      value.flatMap { $0.arrayValue == nil && $0.objectValue == nil ? $0 : nil }
    }
    return there.count == values.count ? there : nil
  }

  /// Counts, numbers and draws under a rule are those of the architectures that fulfil it, one by one.
  @Test(arguments: rules.indices, [false, true])
  func `a rule agrees with testing every architecture`(rule: Int, hasShared: Bool) async throws {
    var templates = RandomTemplates(seed: UInt64(100 + rule), hasShared: hasShared)
    var (checked, counted) = (0, 0)
    while checked < 25 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let whole = try SearchSpace(templates.next())
      guard let size = whole.size, size > 1, size <= 300 else { continue }
      guard let kind = Self.rules[rule].kind(whole.table(of: try whole.sample(using: &templates.generator)))
      else { continue }
      let constraint = Constraint(kind)
      let right = try Set(whole.architectures.filter { try constraint.holds(for: whole.table(of: $0)) })
      guard BigUInt(right.count) < size else { continue }
      checked += 1
      let space: SearchSpace
      do { space = try whole.adding(constraint) } catch {
        #expect(right.isEmpty, "\(error) \(whole.document.text)")
        continue
      }
      if let counts = space.size {
        counted += 1
        #expect(counts == BigUInt(right.count), "\(space.document.text)")
        for (index, architecture) in space.architectures.enumerated() {
          #expect(right.contains(architecture))
          #expect(try space.index(of: architecture) == BigUInt(index))
        }
      }
      #expect(try space.measuredSize(using: &templates.generator) == .exact(BigUInt(right.count)))
      for _ in 0..<20 where !right.isEmpty {
        #expect(right.contains(try space.sample(using: &templates.generator)))
      }
      #expect(try SearchSpace(document: space.document).document == space.document)
    }
    #expect(counted > (hasShared ? 1 : 5), "the rule was hardly ever counted")
  }

  /// A rule on a cut space, and a cut of a space with a rule, both have what fulfils the rule of the cut whole.
  @Test(arguments: rules.indices, [false, true])
  func `a rule and a cut agree with testing every architecture`(rule: Int, hasShared: Bool) async throws {
    var templates = RandomTemplates(seed: UInt64(300 + rule), hasShared: hasShared)
    var checked = 0
    while checked < 20 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let whole = try SearchSpace(templates.next())
      guard let size = whole.size, size > 4, size <= 300 else { continue }
      let best = try whole.samples(2, using: &templates.generator)
      guard let kind = Self.rules[rule].kind(whole.table(of: best[0])) else { continue }
      let constraint = Constraint(kind)
      let open = whole.points[templates.generator.index(whole.points.count)]
      let radius = templates.generator.index(2)
      let cuts: [(SearchSpace) throws -> SearchSpace] = [
        { try $0.around(best, radius: radius) }, { try $0.only([PathPattern(open.place)], base: best[0]) },
        { try $0.without(PathPattern(open.place)) { $1 == best[0].choices[$0.id] } },
      ]
      for cut in cuts {
        guard let part = try? cut(whole), let left = part.size else { continue }
        let right = try Set(part.architectures.filter { try constraint.holds(for: whole.table(of: $0)) })
        if BigUInt(right.count) < left { checked += 1 }
        for order in [{ try part.adding(constraint) }, { try cut(whole.adding(constraint)) }] {
          let space: SearchSpace
          do { space = try order() } catch {
            // A rule that nothing is left to fulfil, or that looks at nothing, is refused.
            #expect(right.isEmpty || BigUInt(right.count) == left, "\(error) \(part.document.text)")
            continue
          }
          #expect(
            try space.measuredSize(using: &templates.generator) == .exact(BigUInt(right.count)),
            "\(space.document.text)")
          var all = space.architectures
          var seen: Set<Architecture> = []
          while let architecture = try all.nextAccepted() { seen.insert(architecture) }
          #expect(seen == right)
          for _ in 0..<5 where !right.isEmpty {
            let drawn = try space.sample(using: &templates.generator)
            #expect(right.contains(drawn))
            if let mutated = try space.mutate(drawn, using: &templates.generator) {
              #expect(right.contains(mutated))
            }
            for neighbour in try space.neighbours(of: drawn) { #expect(right.contains(neighbour)) }
          }
        }
      }
    }
  }

  private func chain(_ count: Int, _ values: [Int]) throws -> SearchSpace {
    let width = Template.decision(Decision(.oneOf(values.map { .constant(.integer($0)) })))
    let length = Template.decision(Decision(.integer(IntegerRange(lower: 1, upper: count))))
    return try SearchSpace(.table(["blocks": .decision(Decision(.listOf(length: length, element: width)))]))
  }

  @Test func `an order over blocks of variable depth is counted exactly in a large space`() throws {
    let space = try chain(20, [16, 24, 32, 48, 64]).adding(
      Constraint(.ordered(OrderRule([PathPattern("blocks[*]")]))))
    // Multisets of n out of 5.
    let expected = (1...20).reduce(BigUInt(0)) { sum, n in
      sum + (1...4).reduce(BigUInt(1)) { $0 * BigUInt(n + $1) } / 24
    }
    #expect(space.size == expected)
  }

  @Test func `a sum with too many values is drawn from a little more and tested`() throws {
    let odd = (0..<6).map { 100_003 + $0 * 7919 }
    let space = try chain(12, odd).adding(Constraint(.sum(SumRule([PathPattern("blocks[*]")], most: 1_200_000))))
    #expect(space.size == nil)
    var generator = SeededGenerator(seed: 3)
    guard case .estimated(let estimate) = try space.measuredSize(using: &generator) else {
      Issue.record("not estimated")
      return
    }
    #expect(estimate.share > 0.8)
    for _ in 0..<200 {
      let blocks = space.table(of: try space.sample(using: &generator))["blocks"]?.arrayValue ?? []
      #expect(blocks.compactMap(\.intValue).reduce(0, +) <= 1_200_000)
    }
  }

  @Test func `a test that refuses nearly all is named in the error`() throws {
    let space = try chain(12, [1, 2, 3]).adding(
      Constraint(.test { $0["blocks"]?.arrayValue?.count ?? 0 > 3 }, name: "deep")
    ).adding(Constraint(.test { _ in false }, name: "nothing is right"))
    var generator = SeededGenerator(seed: 1)
    #expect {
      _ = try space.sample(using: &generator)
    } throws: {
      "\($0)".contains("'nothing is right' refuses") && "\($0)".contains("less than 1 in 10,000")
    }
    #expect(throws: SpaceError.self) {
      try chain(3, [1, 2]).adding(Constraint(.sum(SumRule([PathPattern("**")], least: 100))))
    }
  }

  @Test func `the interval of an estimate holds the size`() throws {
    // Half of 2^20 have an even sum; the estimate must say about that.
    let bits = Template.decision(
      Decision(
        .listOf(length: .constant(20), element: .decision(Decision(.integer(IntegerRange(lower: 0, upper: 1)))))))
    let space = try SearchSpace(bits).adding(
      Constraint(.test { $0.arrayValue?.compactMap(\.intValue).reduce(0, +).isMultiple(of: 2) ?? false }))
    var generator = SeededGenerator(seed: 5)
    guard case .estimated(let estimate) = try space.measuredSize(using: &generator) else {
      Issue.record("not estimated")
      return
    }
    let interval = estimate.shareInterval
    #expect(estimate.size(at: interval.lowerBound) < 524_288 && estimate.size(at: interval.upperBound) > 524_288)
    #expect(interval.upperBound - interval.lowerBound < 0.03)
  }
}

extension PathPattern {
  /// The whole table.
  static var whole: PathPattern { known("") }
  /// Everything.
  fileprivate static var numbers: PathPattern { known("**") }
  /// The elements of the first list of a table.
  fileprivate static var firstList: PathPattern { known("k0[*]") }
  /// The elements of a list.
  fileprivate static var elements: PathPattern { known("[*]") }

  private static func known(_ text: String) -> PathPattern {
    do { return try PathPattern(text) } catch { fatalError("\(error)") }
  }
}
