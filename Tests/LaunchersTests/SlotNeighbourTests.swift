import Randomness
import Testing

@testable import Launchers

/// Which of the free devices a trial with several gets.
@Suite struct SlotNeighbourTests {
  private func neighbourhoods(_ distances: [[Int]]) -> Neighbourhoods {
    let devices = SlotFixtures.gpus(distances.count)
    return Neighbourhoods(devices) { DeviceProximity(rawValue: distances[$0.index][$1.index]) ?? .machine }
  }

  /// What the choice is judged by, written down anew: the worst distance, the sum, and for each distance but the
  /// farthest the pairs of free devices that are left within it, the more the better.
  private func judge(_ choice: [Int], _ free: [Int], _ distances: [[Int]]) -> [Int] {
    func pairs(_ items: [Int]) -> [Int] {
      items.indices.flatMap { first in items[(first + 1)...].map { distances[items[first]][$0] } }
    }
    let inner = pairs(choice)
    let left = pairs(free.filter { !choice.contains($0) })
    return [inner.max() ?? 0, inner.reduce(0, +)] + (0..<4).map { level in -left.count { $0 <= level } }
  }

  private func choices(_ count: Int, of items: ArraySlice<Int>) -> [[Int]] {
    guard count > 0 else { return [[]] }
    guard let first = items.first, items.count >= count else { return [] }
    let rest = items.dropFirst()
    return choices(count - 1, of: rest).map { [first] + $0 } + choices(count, of: rest)
  }

  @Test func `the choice is as good as the best of all choices on random machines`() async throws {
    for seed in UInt64(1)...150 {
      var random = SeededGenerator(seed: seed)
      let size = 2 + random.index(7)
      var distances = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
      for first in 0..<size {
        for second in 0..<first {
          distances[first][second] = random.index(5)
          distances[second][first] = distances[first][second]
        }
      }
      let free = (0..<size).filter { _ in random.index(4) > 0 }
      let near = neighbourhoods(distances)
      for count in 1...size {
        let best = choices(count, of: free[...]).map { judge($0, free, distances) }
          .min { $0.lexicographicallyPrecedes($1) }
        let choice = near.choose(count, of: free)
        #expect(choice.map { judge($0, free, distances) } == best, "seed \(seed), \(count) of \(free)")
      }
      await Task.yield()
    }
  }

  @Test func `pairs, boards and processors are left whole where another choice allows it`() {
    // Four pairs joined by a link, two pairs at each processor.
    let distances = (0..<8).map { first in
      (0..<8).map { second in
        first / 2 == second / 2 ? 1 : first / 4 == second / 4 ? 3 : 4
      }
    }
    let near = neighbourhoods(distances)
    #expect(near.choose(2, of: [1, 2, 3, 4, 5, 6, 7]) == [2, 3])
    #expect(near.choose(1, of: [1, 2, 3, 4, 5, 6, 7]) == [1])
    #expect(near.choose(4, of: [1, 2, 3, 4, 5, 6, 7]) == [4, 5, 6, 7])
    #expect(near.choose(3, of: [1, 2, 3, 4, 5, 6, 7]) == [1, 2, 3])
    #expect(near.choose(2, of: [0, 1, 2, 4, 5, 6, 7]) == [0, 1])
    #expect(near.choose(3, of: [0, 4]) == nil)
    #expect(near.choose(0, of: []) == [])
  }

  @Test func `the largest machines are answered too`() {
    let distances = (0..<32).map { first in (0..<32).map { first / 8 == $0 / 8 ? 1 : 4 } }
    let near = neighbourhoods(distances)
    #expect(near.choose(8, of: Array(3..<32)) == Array(8..<16))
    #expect(near.choose(16, of: Array(0..<32))?.count == 16)
  }
}
