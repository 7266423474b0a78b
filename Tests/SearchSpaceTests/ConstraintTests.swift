import BigInt
import PlainJSON
import Randomness
import SearchSpace
import Testing

@Suite struct ConstraintTests {
  private static let rules: [(String, Constraint.Kind)] = {
    func patterns(_ texts: String...) -> [PathPattern] { texts.compactMap { try? PathPattern($0) } }
    return [
      ("sum", .sum(SumRule(patterns("**"), most: 60))),
      ("sum from both sides", .sum(SumRule(patterns("**"), least: 3, most: 40))),
      ("order", .ordered(OrderRule(patterns("k0[*]")))),
      ("strict order", .ordered(OrderRule(patterns("**"), isDescending: true, isStrict: true))),
      ("forbidden", .forbidden(ForbiddenRule(in: PathPattern.whole, values: ["k0": 1, "k1": 2]))),
      ("forbidden in parts", .forbidden(ForbiddenRule(in: patterns("[*]")[0], values: ["[0]": 0, "[1]": 1]))),
    ]
  }()

  /// Counts, numbers and draws under a rule are those of the architectures that fulfil it, one by one.
  @Test(arguments: rules.indices, [false, true])
  func `a rule agrees with testing every architecture`(rule: Int, hasShared: Bool) throws {
    var templates = RandomTemplates(seed: UInt64(100 + rule), hasShared: hasShared)
    var (checked, counted) = (0, 0)
    while checked < 25 {
      let whole = try SearchSpace(templates.next())
      guard let size = whole.size, size > 1, size <= 300 else { continue }
      let constraint = Constraint(Self.rules[rule].1)
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
  static var whole: PathPattern {
    get { (try? PathPattern("")) ?? .whole }
  }
}
