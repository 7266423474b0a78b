import DataSplit
import Randomness
import Testing

@Suite struct TimeSplitTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what is validated on is later than all that is trained on`(seed: UInt64) throws {
    var fixtures = SplitFixtures(seed: seed)
    var table = fixtures.classes(1000, of: 4)
    let spread = [1e9, 40, 3][Int(seed % 3)]
    let times = (0..<1000).map { _ in ((fixtures.generator.unit() - 0.5) * spread).rounded() }
    table.times = times
    let split = try DataSplit(table, SplitRequest(seed: seed, order: .time, subsamples: [50]))
    checkParts(split, of: table)
    let latest = try #require(split.train.map { times[Int($0)] }.max())
    #expect(split.validation.allSatisfy { times[Int($0)] > latest })
    // No other cut is nearer.
    let counts = Set(times).map { time in times.filter { $0 < time }.count }.filter { $0 > 0 }
    #expect(abs(split.train.count - 900) == counts.map { abs($0 - 900) }.min())
    #expect(
      split.train != split.train.sorted() && split.subsamples[50]?.count == rounded(0.5, of: split.train.count))
  }

  @Test func `a group's time is its latest`() throws {
    var table = ItemTable(count: 8)
    table.times = [9, 1, 2, 3, 4, 5, 6, 7]
    table.groups = Categories(names: ["a", "b", "c"], codes: [0, 0, 1, 1, 1, 1, 2, 2])
    let split = try DataSplit(table, SplitRequest(stage1: 0.75, order: .time, subsamples: [60]))
    #expect(split.validation.sorted() == [0, 1])
    #expect(split.subsamples[60]?.sorted() == [2, 3, 4, 5])
  }
}
