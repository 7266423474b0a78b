import DataSplit
import Randomness
import Testing

@Suite struct GroupSplitTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `groups stay whole, in subsamples too, and parts come near to what was asked`(seed: UInt64) throws {
    var fixtures = SplitFixtures(seed: seed)
    var table = seed % 4 == 3 ? fixtures.classSets(2000, of: 8) : fixtures.classes(2000, of: 6)
    let groups = fixtures.groups(2000, of: [20, 60, 400][Int(seed % 3)])
    table.groups = groups
    let split = try DataSplit(
      table, SplitRequest(stage1: 0.8, seed: seed, subsamples: [25, 50], isBalanced: seed % 5 == 4))
    checkParts(split, of: table)
    checkGroups(split, of: groups)
    #expect(abs(split.validation.count - 400) <= (groups.names.count == 20 ? 12 : 1))
    #expect(split.notes.askedTrain == 1600)
    #expect(abs((split.subsamples[50]?.count ?? 0) - (split.notes.askedSubsamples[50] ?? 0)) <= 40)
    #expect(try DataSplit(table, SplitRequest(stage1: 0.8, seed: seed)).train == split.train)
  }

  @Test func `a choice of few groups is the best there is`() throws {
    // Sixteen groups, so that all 65,534 choices can be tried.
    var fixtures = SplitFixtures(seed: 8)
    var table = fixtures.classes(400, of: 3)
    let groups = fixtures.groups(400, of: 16)
    table.groups = groups
    let all = classCounts((0..<400).map { $0 }, table)
    let byGroup = (0..<16).map { group in
      classCounts((0..<400).filter { groups.codes[Int($0)] == UInt32(group) }, table)
    }
    func distance(_ counts: [Int]) -> Double {
      zip(counts, all).reduce(0) { $0 + abs(Double($1.0) - Double($1.1) * 0.25) }
    }
    var best = Double.infinity
    for choice in 1..<(1 << 16) - 1 {
      var counts = [0, 0, 0, 0]
      for group in 0..<16 where choice >> group & 1 == 1 {
        for label in 0..<4 { counts[label] += byGroup[group][label] }
      }
      best = min(best, distance(counts))
    }
    let split = try DataSplit(table, SplitRequest(stage1: 0.75, seed: 1))
    #expect(distance(classCounts(split.validation, table)) <= best + 4)
  }

  @Test func `three groups of one size make thirds, and the notes say what was asked`() throws {
    var table = ItemTable(count: 30)
    table.groups = Categories(names: ["a", "b", "c", "unused"], codes: (0..<30).map { $0 % 3 })
    let split = try DataSplit(table, SplitRequest(stage1: 0.9, seed: 1, subsamples: [10, 60]))
    checkGroups(split, of: Categories(names: ["a", "b", "c"], codes: (0..<30).map { $0 % 3 }))
    #expect(split.validation.count == 10 && split.notes.askedTrain == 27)
    #expect(split.subsamples.mapValues(\.count) == [60: 10, 10: 10])
    #expect(split.notes.askedSubsamples == [60: 12, 10: 2])
  }
}
