import Controllers
import Randomness
import Testing

@Suite struct HypervolumeTests {
  /// Between whole numbers the volume is the number of unit cells that lie below some vector.
  @Test(arguments: 1...5) func `the volume is that of the cells below a vector`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let side = 5
    var cells: [[Int]] = [[]]
    for _ in 0..<size { cells = cells.flatMap { cell in (0..<side).map { cell + [$0] } } }
    for count in 0..<12 {
      let vectors = (0..<count).map { _ in (0..<size).map { _ in generator.index(side + 1) } }
      let covered = cells.filter { cell in vectors.contains { zip($0, cell).allSatisfy { $0 > $1 } } }
      // Anywhere: the reference moves with the vectors.
      let reference = (0..<size).map { Double($0) - 2 }
      let moved = vectors.map { zip($0, reference).map { Double($0) + $1 } }
      #expect(Hypervolume.value(of: moved, reference: reference) == Double(covered.count))
    }
  }

  @Test func `what is not above the reference adds nothing`() {
    #expect(Hypervolume.value(of: [], reference: [0, 0]) == 0)
    #expect(Hypervolume.value(of: [[0, 5], [-1, 9], [2, .nan]], reference: [0, 0]) == 0)
    #expect(Hypervolume.value(of: [[2, 3], [9, -1]], reference: [0, 0]) == 6)
  }

  /// The front of a ball's corner: its volume is a sixth of 4/3 pi from below.
  @Test func `many vectors of three numbers are no burden`() {
    var vectors: [[Double]] = []
    for row in 1..<20 {
      for column in 1..<20 {
        let (one, other) = (Double(row) / 20, Double(column) / 20)
        let rest = 1 - one * one - other * other
        if rest > 0 { vectors.append([one, other, rest.squareRoot()]) }
      }
    }
    let volume = Hypervolume.value(of: vectors, reference: [0, 0, 0])
    #expect(volume > 0.4 && volume < 0.5236)
  }
}
