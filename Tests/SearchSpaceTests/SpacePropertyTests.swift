import BigInt
import PlainJSON
import Randomness
import SearchSpace
import Testing

/// What must hold for every space, checked on random ones against brute force.
@Suite struct SpacePropertyTests {
  @Test(arguments: [false, true])
  func `counting, numbering and decoding agree with brute force`(hasShared: Bool) async throws {
    var templates = RandomTemplates(seed: hasShared ? 21 : 11, hasShared: hasShared)
    var checked = 0
    while checked < 60 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let template = templates.next()
      let space = try SearchSpace(template)
      let size = try #require(space.size)
      guard size <= 1000, let expected = BruteForce.tables(of: template) else { continue }
      checked += 1
      #expect(size == BigUInt(expected.count), "\(space.document.text)")
      var seen: Set<JSON> = []
      for index in 0..<Int(size) {
        let architecture = try #require(space.architecture(at: BigUInt(index)))
        try space.validate(architecture)
        #expect(try space.index(of: architecture) == BigUInt(index))
        #expect(try space.architecture(text: space.text(of: architecture)) == architecture)
        let table = space.table(of: architecture)
        #expect(try space.architecture(of: table) == architecture)
        seen.insert(table)
      }
      #expect(seen == Set(expected))
      #expect(space.architecture(at: size) == nil)
    }
  }

  @Test(arguments: [false, true])
  func `documents of spaces and architectures read back`(hasShared: Bool) throws {
    var templates = RandomTemplates(seed: 31, hasShared: hasShared)
    for _ in 0..<100 {
      let space = try SearchSpace(templates.next())
      let read = try SearchSpace(document: JSON(parsing: space.document.text))
      #expect(read.template == space.template)
      #expect(read.document.text == space.document.text)
      let architecture = try space.sample(using: &templates.generator)
      let document = try JSON(parsing: space.document(of: architecture).text)
      #expect(try read.architecture(document: document) == architecture)
      #expect(document["hash"]?.stringValue == (try read.hash(of: architecture)))
    }
  }

  @Test(arguments: [false, true])
  func `mutation, neighbours and crossover stay inside`(hasShared: Bool) throws {
    var templates = RandomTemplates(seed: 41, hasShared: hasShared)
    for _ in 0..<120 {
      let space = try SearchSpace(templates.next())
      let first = try space.sample(using: &templates.generator)
      let second = try space.sample(using: &templates.generator)
      try space.validate(first)
      if let mutated = try space.mutate(first, using: &templates.generator) {
        try space.validate(mutated)
        #expect(mutated != first)
      } else {
        #expect(space.points.allSatisfy { $0.isFixed || !first.isActive($0.id) || $0.isSlot })
      }
      let child = try #require(try space.crossover(first, second, using: &templates.generator))
      try space.validate(child)
      #expect(try space.crossover(first, first, using: &templates.generator) == first)
      let neighbours = try space.neighbours(of: first)
      for neighbour in neighbours {
        try space.validate(neighbour)
        #expect(neighbour != first)
      }
      #expect(Set(neighbours).count == neighbours.count)
    }
  }

  @Test func `the distance is a metric`() throws {
    var templates = RandomTemplates(seed: 51, hasShared: true)
    for _ in 0..<200 {
      let space = try SearchSpace(templates.next())
      let all = try (0..<3).map { _ in try space.sample(using: &templates.generator) }
      let (one, two, three) = (all[0], all[1], all[2])
      #expect(space.distance(one, one) == 0)
      #expect(space.distance(one, two) == space.distance(two, one))
      #expect((space.distance(one, two) == 0) == (one == two))
      #expect(space.distance(one, three) <= space.distance(one, two) + space.distance(two, three) + 1e-9)
    }
  }

  @Test func `different architectures have different one-hot rows`() async throws {
    var templates = RandomTemplates(seed: 61, hasShared: true)
    var checked = 0
    while checked < 50 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let space = try SearchSpace(templates.next())
      guard let size = space.size, size <= 500 else { continue }
      checked += 1
      let encoding = space.encoding(.oneHot)
      let rows = Set(space.architectures.map { encoding.encode($0) })
      #expect(BigUInt(rows.count) == size)
      #expect(rows.allSatisfy { $0.count == encoding.names.count })
      #expect(Set(encoding.names).count == encoding.names.count)
    }
  }

  /// Chi-squared against even counts: with n degrees of freedom it stays under n + 4.5 sqrt(2 n) + 12 in all but a few of
  /// 100,000 runs.
  @Test(arguments: [false, true])
  func `sampling is even over architectures`(hasShared: Bool) async throws {
    var templates = RandomTemplates(seed: 71, hasShared: hasShared)
    var checked = 0
    while checked < 15 {
      // Tests share few threads, and some of them have clocks running.
      await Task.yield()
      let space = try SearchSpace(templates.next())
      guard let size = space.size, size > 1, size <= 30 else { continue }
      checked += 1
      let count = Int(size)
      var counts: [Architecture: Int] = [:]
      for _ in 0..<count * 100 { counts[try space.sample(using: &templates.generator), default: 0] += 1 }
      #expect(counts.count == count)
      let squared = counts.values.map { Double(($0 - 100) * ($0 - 100)) / 100 }.reduce(0, +)
      let freedom = Double(count - 1)
      #expect(squared < freedom + 4.5 * (2 * freedom).squareRoot() + 12, "\(space.document.text)")
    }
  }

  @Test func `samples without repetition are all different, and all where all are asked for`() throws {
    var templates = RandomTemplates(seed: 81, hasShared: true)
    for _ in 0..<60 {
      let space = try SearchSpace(templates.next())
      guard let size = space.size, size <= 300 else { continue }
      let all = try space.samples(400, using: &templates.generator)
      #expect(BigUInt(all.count) == size)
      #expect(Set(all).count == all.count)
      let some = try space.samples(Int(size) / 3, using: &templates.generator)
      #expect(Set(some).count == Int(size) / 3)
    }
  }
}

extension DecisionPoint {
  /// Whether it is a position of a `many_of`, which may have no other selection although it has other candidates.
  var isSlot: Bool { if case .slot = kind { true } else { false } }
}
