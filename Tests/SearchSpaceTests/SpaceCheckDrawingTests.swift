import PlainJSON
import Randomness
import Testing

@testable import SearchSpace

/// The rules that draw architectures, and the check as a whole.
@Suite struct SpaceCheckDrawingTests {
  private typealias Parts = SpaceParts

  @Test func `networks that are the same in the canonical form are a note with their share`() throws {
    let bits = Parts.table(["a": Parts.ints(0, 1), "b": Parts.ints(0, 1)])
    func canonical(_ space: SearchSpace) throws -> SearchSpace {
      try space.with(
        canonical: CanonicalForm { ["sum": .integer(($0["a"]?.intValue ?? 0) + ($0["b"]?.intValue ?? 0))] })
    }
    #expect(try short(bits, canonical) == ["note same-network "])
    #expect(
      try finding("same-network", bits, canonical).problem
        == "4 architectures are 3 networks in the canonical form")
    #expect(try short(bits) { try $0.with(canonical: CanonicalForm { $0 }) } == [])
    let many = Parts.table(["a": Parts.list(Array(repeating: Parts.ints(0, 1), count: 40))])
    let found = try finding("same-network", many) { space in
      try space.with(canonical: CanonicalForm { .array(Array(($0["a"]?.arrayValue ?? []).prefix(20))) })
    }
    let match = try #require(
      try #/of 100 random changes of one decision (\d+) \(\1 %\) leave the network the same.*/#.wholeMatch(
        in: found.problem))
    #expect((30...70).contains(Int(match.output.1) ?? 0))
  }

  // MARK: Constraints

  @Test func `tests that refuse nearly everything are told with their share`() throws {
    let template = Parts.table(["a": Parts.list(Array(repeating: Parts.ints(0, 1), count: 20))])
    func ones(_ most: Int) -> (SearchSpace) throws -> SearchSpace {
      { space in
        try space.adding(
          Constraint(
            .test { ($0["a"]?.arrayValue ?? []).compactMap(\.intValue).reduce(0, +) <= most }, name: "few ones"))
      }
    }
    #expect(try short(template, ones(10)) == [])
    let few = try finding("strict-constraints", template, ones(5))
    #expect(few.severity == .warning)
    #expect(few.problem.hasPrefix("of 3000 drawn architectures ") && few.problem.contains("'few ones' refuses 9"))
    let none = try finding("strict-constraints", template, ones(-1))
    #expect(none.severity == .error)
    #expect(
      none.problem == "none of 3000 drawn architectures fulfils the constraints: 'few ones' refuses 100 %")
    let small = Parts.table(["a": Parts.ints(0, 1)])
    #expect(
      try finding("strict-constraints", small) { try $0.adding(Constraint(.test { _ in false }, name: "never")) }
        .problem == "none of all 2 architectures fulfils the constraints: 'never' refuses 100 %")
  }

  @Test func `a candidate that no architecture can have is told exactly where rules are counted`() throws {
    let width = Parts.ints(16, 32, 64, 128)
    let template = Parts.table(["w": Parts.list(Array(repeating: width, count: 12)), "z": Parts.ints(1, 2)])
    func most(_ sum: Double) -> (SearchSpace) throws -> SearchSpace {
      { try $0.adding(Constraint(.sum(SumRule([try PathPattern("w[*]")], most: sum)), name: "cost")) }
    }
    #expect(try short(template, most(500)) == [])
    #expect(try short(template, most(250)) == ["warning unreachable w[*]"])
    let found = try finding("unreachable", template, most(250))
    #expect(found.places.count == 12)
    #expect(found.problem.hasPrefix("no architecture with 128 fulfils the constraint 'cost'"))
    // One architecture more has it: far too few to be drawn by chance.
    #expect(try short(template, most(304)) == [])
    #expect(try finding("unreachable", template, most(303)).problem.hasPrefix("no architecture with 128"))
  }

  @Test func `a candidate that tests refuse is told by a sample`() throws {
    let op = Parts.oneOf([
      "identity", Parts.table(["k": Parts.list(Array(repeating: Parts.ints(1, 2, 3, 4, 5, 6), count: 12))]),
      "none",
    ])
    let template = Parts.table(["op": op, "z": Parts.ints(1, 2)])
    func refusing(_ value: JSON) -> (SearchSpace) throws -> SearchSpace {
      { try $0.adding(Constraint(.test { $0["op"] != value }, name: "rule")) }
    }
    // Each plain candidate is one of two billion architectures, and yet not taken for unreachable.
    #expect(try short(template, refusing("other")) == [])
    let found = try finding("unreachable", template, refusing("none"))
    #expect(found.path == "op")
    #expect(
      found.problem.hasPrefix(
        "none of 1000 drawn architectures with \"none\" fulfils the constraint 'rule' (a sample, not a proof)"))
    let small = Parts.table([
      "op": Parts.oneOf(["a", "b", Parts.table(["k": Parts.ints(1, 2)])]), "z": Parts.ints(1, 2),
    ])
    let all = try SearchSpace(small).adding(Constraint(.test { $0["op"]?.objectValue == nil }, name: "plain"))
    #expect(try all.check().map(\.path) == ["op"], "what lies inside is not told again")
    #expect(
      try all.check()[0].problem.hasPrefix("no architecture with candidate 3 fulfils the constraint 'plain'"))
  }

  @Test func `a selection can use every candidate but what rules exclude`() throws {
    let pick = Template.decision(
      Decision(.manyOf(ManyOf(count: 2, candidates: [1, 2, 3, 4, 40], isSorted: true))))
    let template = Parts.table(["pick": pick, "z": Parts.list(Array(repeating: Parts.ints(1, 2), count: 12))])
    func most(_ sum: Double) -> (SearchSpace) throws -> SearchSpace {
      { try $0.adding(Constraint(.sum(SumRule([try PathPattern("pick[*]")], most: sum)))) }
    }
    #expect(try short(template, most(41)) == [])
    let found = try finding("unreachable", template, most(40))
    #expect(found.path == "pick" && found.problem.hasPrefix("no architecture with 40 fulfils"))
  }

  /// Under rules and tests, what is called unreachable is what no architecture has, one by one.
  @Test(arguments: [false, true])
  func `what is told of random spaces agrees with trying every architecture`(hasShared: Bool) async throws {
    var templates = RandomTemplates(seed: 31, hasShared: hasShared)
    let rules: [Constraint.Kind] = [
      .sum(SumRule([try PathPattern("**")], most: 40)), .ordered(OrderRule([try PathPattern("k0[*]")])),
      .sum(SumRule([try PathPattern("**")], least: 60, most: 90)),
      .test { JSON.array([$0]).text.utf8.count < 60 },
    ]
    var (checked, found) = (0, 0)
    while checked < 16 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let whole = try SearchSpace(templates.next())
      // Large enough to be drawn from, small enough to be gone through here.
      guard let size = whole.size, size > 2_000, size < 8_000,
        let space = try? whole.adding(Constraint(rules[checked % rules.count])), let left = space.numberedSize,
        left > 2_000
      else { continue }
      checked += 1
      var reached = [Set<Int>](repeating: [], count: space.points.count)
      for architecture in try space.architectures.accepted() {
        for (point, choice) in architecture.choices.enumerated() { reached[point].insert(choice) }
      }
      let check = try SpaceCheck(space)
      var search = UnreachableSearch(space, draws: try #require(check.draws))
      for point in check.decisions.flatMap(\.open) where !point.isContinuous {
        let points = if case .slot(_, let rule) = point.kind { space.slots(of: rule) } else { [point.id] }
        let all = points.reduce(into: Set<Int>()) { $0.formUnion(reached[$1]) }
        let told = try search.unreachable(at: point)
        found += told.values.reduce(0) { $0 + $1.count }
        // A sample may be wrong, and says so.
        for choice in told[.exact] ?? [] {
          #expect(!all.contains(choice), "\(point.path) \(choice) \(space.document.text)")
        }
        // What never exists is told with the candidate that it lies in.
        if !all.subtracting([Architecture.inactive]).isEmpty, space.counter.tested.isEmpty {
          let missed = Set(point.allowed).subtracting(all).subtracting(told.values.flatMap(\.self))
          #expect(missed.isEmpty, "\(point.path) \(missed) \(space.document.text)")
        }
      }
    }
    #expect(found > 5, "hardly anything was unreachable")
  }

  // MARK: All of it

  @Test func `findings come worst first and are the same every time`() throws {
    let template = Parts.table([
      "a": Parts.ints(1), "b": Parts.float(0, 1), "lr": Parts.ints(1, 2, tags: ["hyperparameter"]),
      "op": Parts.ints(1, 2),
    ])
    let space = try SearchSpace(template)
    #expect(try space.check().map(\.severity) == [.error, .warning, .note])
    #expect(try space.check() == space.check())
  }

  @Test func `random spaces are checked without a failure, and duplicates are true`() throws {
    for hasShared in [false, true] {
      var templates = RandomTemplates(seed: 77, hasShared: hasShared)
      for _ in 0..<150 {
        let space = try SearchSpace(templates.next())
        for finding in try space.check() {
          #expect(!finding.problem.isEmpty && !finding.advice.isEmpty)
          let pattern = try PathPattern(finding.path)
          if !finding.path.isEmpty, !finding.path.hasSuffix("length") {
            #expect(throws: Never.self) { try space.only([pattern]) }
          }
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(5))) func `a very large space, and a very long list of candidates, take no time`()
    throws
  {
    let block = Parts.table(["op": Parts.ints(1, 2, 3, 4, 5, 6), "k": Parts.ints(3, 5, 7)])
    let large = try SearchSpace(Parts.list(Array(repeating: block, count: 400)))
    let long = try SearchSpace(
      Parts.table([
        "a": Parts.oneOf((0..<400).map { Parts.table(["id": .constant(.integer($0)), "k": Parts.ints(1, 2)]) }),
        "b": Parts.oneOf((0..<20_000).map { .constant(.integer($0)) }),
      ]))
    let clock = ContinuousClock()
    // Unoptimised code on a busy machine.
    #expect(try clock.measure { _ = try large.check() } < .seconds(1))
    #expect(try clock.measure { _ = try long.check() } < .seconds(1))
    #expect(try long.check().map(\.rule) == ["many-candidates", "many-candidates"])
  }
}
