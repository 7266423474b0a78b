import DataSplit
import Randomness
import Testing

@Suite struct LabelSetSplitTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `each of several labels is within two items of its share`(seed: UInt64) async throws {
    var fixtures = SplitFixtures(seed: seed)
    let count = [300, 1000, 3000][Int(seed % 3)]
    let table = fixtures.classSets(count, of: [5, 20, 60][Int(seed / 3 % 3)])
    let split = try DataSplit(table, SplitRequest(stage1: 0.8, seed: seed, subsamples: [25, 50]))
    checkParts(split, of: table)
    #expect(split.train.count == rounded(0.8, of: count))
    #expect(split.subsamples.mapValues(\.count) == split.notes.askedSubsamples)
    let all = classCounts((0..<UInt32(count)).map { $0 }, table)
    for (label, (all, validation)) in zip(all, classCounts(split.validation, table)).enumerated() {
      #expect(abs(Double(validation) - Double(all) * 0.2) < 2, "label \(label) of \(all)")
      if all == 1 { #expect(validation == 0) }
    }
    await Task.yield()
    #expect(try DataSplit(table, SplitRequest(stage1: 0.8, seed: seed)).validation == split.validation)
  }

  @Test func `combinations of labels keep their proportions too`() throws {
    var table = ItemTable(count: 1000)
    // Both labels are in half of the items, but together in a tenth.
    let sets: [[UInt32]] = (0..<1000).map { $0 % 10 == 0 ? [0, 1] : $0 % 10 < 5 ? [0] : $0 % 10 < 9 ? [1] : [] }
    table.label = .classSets(
      names: ["a", "b"], codes: sets.flatMap { $0 },
      starts: sets.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) })
    let split = try DataSplit(table, SplitRequest(seed: 2))
    #expect(split.validation.filter { sets[Int($0)] == [0, 1] }.count == 10)
    #expect(split.validation.filter { sets[Int($0)] == [0] }.count == 40)
    #expect(split.validation.filter { sets[Int($0)].isEmpty }.count == 10)
  }

  @Test func `balanced subsamples have rare labels more often`() throws {
    var fixtures = SplitFixtures(seed: 3)
    let table = fixtures.classSets(4000, of: 10)
    let plain = try DataSplit(table, SplitRequest(seed: 3, subsamples: [25]))
    let balanced = try DataSplit(table, SplitRequest(seed: 3, subsamples: [25], isBalanced: true))
    let (rare, more) = (
      classCounts(plain.subsamples[25] ?? [], table), classCounts(balanced.subsamples[25] ?? [], table)
    )
    #expect(more[9] > 2 * rare[9] && more[0] < rare[0])
    #expect(balanced.subsamples[25]?.count == 900)
  }
}
