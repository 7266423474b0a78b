import BigInt
import PlainJSON
import Randomness
import SearchSpace
import Testing

@Suite struct CuttingTests {
  /// A random cut agrees with taking the architectures one by one, and each is the same architecture in the whole.
  @Test(arguments: [false, true])
  func `a cut space has the right part of the whole`(hasShared: Bool) async throws {
    var templates = RandomTemplates(seed: 201, hasShared: hasShared)
    var checked = 0
    while checked < 60 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let whole = try SearchSpace(templates.next())
      guard let size = whole.size, size > 1, size <= 400 else { continue }
      let best = try whole.samples(2, using: &templates.generator)
      let open = whole.points[templates.generator.index(whole.points.count)]
      let cuts = [
        try whole.around(best, radius: templates.generator.index(2)),
        try whole.only([PathPattern(open.place)], base: best[0]),
      ]
      checked += 1
      for cut in cuts {
        let inside = try #require(cut.size)
        #expect(inside <= size)
        for (index, architecture) in cut.architectures.enumerated() {
          try whole.validate(architecture)
          try cut.validate(architecture)
          #expect(try cut.index(of: architecture) == BigUInt(index), "\(cut.document.text)")
          #expect(try cut.allows(architecture))
        }
        let all = try whole.architectures.filter { try cut.allows($0) }
        #expect(BigUInt(all.count) >= inside)
        try cut.validate(cut.baseline)
        #expect(try cut.allows(cut.baseline))
        #expect(try SearchSpace(document: JSON(parsing: cut.document.text)).size == inside)
        let drawn = try cut.sample(using: &templates.generator)
        #expect(try cut.allows(drawn))
        if let mutated = try cut.mutate(drawn, using: &templates.generator) { #expect(try cut.allows(mutated)) }
        for neighbour in try cut.neighbours(of: drawn) { #expect(try cut.allows(neighbour)) }
      }
      for architecture in best { #expect(try cuts[0].allows(architecture)) }
      #expect(try cuts[1].allows(best[0]))
    }
  }

  private func network() throws -> SearchSpace {
    func ints(_ values: Int..., name: String? = nil) -> Template {
      .decision(Decision(.oneOf(values.map { .constant(.integer($0)) }), name: name))
    }
    let block = Template.table([
      "kernel": ints(3, 5, 7),
      "op": .decision(Decision(.oneOf([.constant("conv"), .table(["ratio": ints(1, 3, 6)])]))),
    ])
    return try SearchSpace(
      .table([
        "encoder": .list([block, block]), "head": .table(["width": ints(64, 128, 256, name: "head width")]),
      ]))
  }

  @Test func `parts are searched one after the other`() throws {
    let space = try network()
    #expect(space.size == 432)
    let parts = try space.parts()
    #expect(parts.map(\.path) == ["encoder", "head"])
    #expect(parts.map(\.size) == [144, 3])
    #expect(parts.map(\.decisionCount) == [6, 1])
    let encoder = try space.only([PathPattern("encoder")])
    #expect(encoder.size == 144)
    let best = try #require(encoder.architecture(at: 100))
    let head = try space.only([PathPattern("head width")], base: best)
    #expect(head.size == 3)
    #expect(try head.allows(best))
  }

  @Test func `a candidate is left out everywhere or in one place`() throws {
    let space = try network()
    func without(_ path: String, _ value: JSON) throws -> BigUInt? {
      try space.without(PathPattern(path)) { space.choice($1, at: $0, canBe: value) }.size
    }
    #expect(try without("encoder[*].kernel", 7) == 192)
    #expect(try without("encoder[0].op", "conv") == 324)
    #expect(try without("encoder[0].op", ["ratio": 3]) == 108)
    #expect(try without("head width", 64) == 288)
    for (path, value) in [("encoder[0].kernel", 9), ("nowhere", 1)] as [(String, JSON)] {
      #expect(throws: SpaceError.self) { try without(path, value) }
    }
  }

  @Test func `a selection inside a selection is cut`() throws {
    func two(_ candidates: [Template]) -> Template {
      .decision(Decision(.manyOf(ManyOf(count: 2, candidates: candidates))))
    }
    let pair = Template.list([.constant("pair"), two((1...4).map { .constant(.integer($0)) })])
    let space = try SearchSpace(two([pair, .constant("b"), .constant("c")]))
    let best = try [[["pair", [1, 2]], "b"], ["c", ["pair", [3, 1]]]].map { try space.architecture(of: $0) }
    let cut = try space.around(best, radius: 0)
    for architecture in best { #expect(try cut.allows(architecture)) }
    // Inside "pair" 1, 2 and 3 are left in 6 orders, and "pair" stands first or second beside one of the others.
    #expect(cut.size == 26)
  }
}
