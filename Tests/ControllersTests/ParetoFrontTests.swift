import Controllers
import Randomness
import Testing

@Suite struct ParetoFrontTests {
  /// Vectors of small whole numbers, so that equal numbers and equal vectors are common.
  private func vectors(_ count: Int, of size: Int, using generator: inout SeededGenerator) -> [[Double]] {
    (0..<count).map { _ in (0..<size).map { _ in Double(generator.index(6)) } }
  }

  private func dominates(_ one: [Double], _ other: [Double]) -> Bool {
    zip(one, other).allSatisfy { $0 >= $1 } && one != other
  }

  @Test(arguments: 1...5) func `the front is what no other dominates`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    for round in 0..<200 {
      let all = vectors(round % 40, of: size, using: &generator)
      let front = all.indices.filter { index in !all.contains { dominates($0, all[index]) } }
      #expect(ParetoFront.indices(of: all) == front)
    }
  }

  @Test(arguments: 1...5) func `each front is that of what the fronts before it leave`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    for round in 0..<100 {
      let all = vectors(round % 40, of: size, using: &generator)
      let ranks = ParetoFront.ranks(of: all)
      var left = Array(all.indices)
      var rank = 0
      while !left.isEmpty {
        let front = ParetoFront.indices(of: left.map { all[$0] }).map { left[$0] }
        #expect(front == left.filter { ranks[$0] == rank })
        left.removeAll { front.contains($0) }
        rank += 1
      }
    }
  }

  @Test func `what is no number counts as the least`() {
    #expect(ParetoFront.indices(of: [[1, .nan], [0, 0], [1, -5]]) == [1, 2])
    #expect(ParetoFront.ranks(of: [[.nan], [-7], [.infinity]]) == [2, 1, 0])
  }

  @Test func `nothing has an empty front`() {
    #expect(ParetoFront.indices(of: []) == [])
    #expect(ParetoFront.ranks(of: []) == [])
    #expect(ParetoFront.crowding(of: []) == [])
  }

  @Test func `the ends of a front have all room and those between the extent of their neighbours`() {
    #expect(ParetoFront.crowding(of: [[0, 10], [4, 5], [10, 0], [5, 4]]) == [.infinity, 1.1, .infinity, 1.1])
    #expect(ParetoFront.crowding(of: [[3, 3], [3, 3], [3, 3]]) == [.infinity, 0, .infinity])
  }

  /// Comparing all pairs would be a hundred million comparisons.
  @Test func `a front of very many is found`() async {
    var generator = SeededGenerator(seed: 1)
    let count = 10_000
    let line = (0..<count).map { [Double($0), Double(-$0)] }
    #expect(ParetoFront.indices(of: line) == Array(0..<count))
    #expect(ParetoFront.ranks(of: line) == [Int](repeating: 0, count: count))
    await Task.yield()
    let plane = (0..<count).map { _ in
      let (one, other) = (generator.unit(), generator.unit())
      return [one, other, -one - other]
    }
    #expect(ParetoFront.indices(of: plane).count == count)
  }
}
