import PlainJSON
import SearchSpace
import Synchronization
import Testing

/// Canonical forms that keep what they gave.
@Suite struct CanonicalMemoryTests {
  @Test func `a form that remembers is asked once for each table, up to its limit`() throws {
    let calls = Mutex<[Int]>([])
    let form = CanonicalForm { table in
      let x = table["x"]?.intValue ?? 0
      calls.withLock { $0.append(x) }
      return ["x": .integer(x / 2)]
    }
    let space = try SearchSpace(
      .table(["x": .decision(Decision(.integer(IntegerRange(lower: 0, upper: 9))))]),
      canonical: form.remembering(3))
    func canonical(_ x: Int) throws -> Int? {
      try space.canonicalTable(of: Architecture(choices: [x]))["x"]?.intValue
    }
    for _ in 1...2 { #expect(try [0, 1, 2].map(canonical) == [0, 0, 1]) }
    #expect(calls.withLock { $0 } == [0, 1, 2])
    // What comes when it is full is right too.
    for _ in 1...2 { #expect(try canonical(9) == 4) }
    #expect(calls.withLock { $0 } == [0, 1, 2, 9, 9])
  }

  @Test func `a form that fails is asked again`() throws {
    struct Broken: Error {}
    let calls = Mutex(0)
    let form = CanonicalForm { table in
      try calls.withLock { calls in
        calls += 1
        if calls == 1 { throw Broken() }
      }
      return table
    }
    let space = try SearchSpace(
      .table(["x": .decision(Decision(.integer(IntegerRange(lower: 0, upper: 9))))]), canonical: form.remembering()
    )
    #expect(throws: Broken.self) { try space.canonicalTable(of: Architecture(choices: [1])) }
    #expect(try space.canonicalTable(of: Architecture(choices: [1])) == ["x": 1])
  }
}
