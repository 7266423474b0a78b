import DataSplit
import Testing

@Suite struct SplitErrorTests {
  private func refusal(_ table: ItemTable, _ request: SplitRequest) -> SplitError? {
    do {
      _ = try DataSplit(table, request)
      return nil
    } catch {
      return error as? SplitError
    }
  }

  @Test(arguments: [0, 1, -0.5, 90, Double.nan, .infinity])
  func `a share that is none is refused`(share: Double) throws {
    let error = try #require(refusal(ItemTable(count: 10), SplitRequest(stage1: share)))
    #expect("\(error)".contains("more than 0 and less than 1") && "\(error)".hasSuffix("got \(share)"))
  }

  @Test func `a split that leaves a side empty is refused`() {
    for count in 0...4 {
      #expect(refusal(ItemTable(count: count), SplitRequest()) == .tooFewItems(count: count, stage1: 0.9))
    }
    #expect(refusal(ItemTable(count: 6), SplitRequest()) == nil)
    let few = SplitError.tooFewItems(count: 3, stage1: 0.9)
    #expect("\(few)".contains("give more items, or a stage1 nearer to 0.5"))
  }

  @Test func `subsamples are percentages, once each, and not empty`() {
    let table = ItemTable(count: 20)
    #expect(refusal(table, SplitRequest(subsamples: [50, 0])) == .subsampleOutOfRange(0))
    #expect(refusal(table, SplitRequest(subsamples: [100])) == .subsampleOutOfRange(100))
    #expect(refusal(table, SplitRequest(subsamples: [25, 50, 25])) == .subsampleTwice(25))
    #expect(refusal(table, SplitRequest(subsamples: [2])) == .subsampleEmpty(percent: 2, train: 18))
    #expect(refusal(table, SplitRequest(subsamples: [50], isBalanced: true)) == .nothingToBalance)
    #expect(refusal(table, SplitRequest(bins: 0)) == .binsOutOfRange(0))
  }

  @Test func `missing times and groups are counted, and the first is named`() {
    var table = ItemTable(count: 20)
    #expect(refusal(table, SplitRequest(order: .time)) == .timesUnknown)
    table.times = (0..<20).map { $0 == 7 || $0 == 9 ? .nan : Double($0) }
    #expect(refusal(table, SplitRequest(order: .time)) == .timeMissing(count: 2, first: 7))
    #expect(refusal(table, SplitRequest()) == nil)
    table.times = [Double](repeating: 3, count: 20)
    #expect(refusal(table, SplitRequest(order: .time)) == .oneTime(isGrouped: false))
    table.groups = Categories(names: ["a", "b"], codes: (0..<20).map { $0 == 3 ? Categories.missing : $0 % 2 })
    #expect(refusal(table, SplitRequest()) == .groupMissing(count: 1, first: 3))
    table.groups = Categories(names: ["a", "b"], codes: (0..<20).map { $0 % 2 })
    #expect(refusal(table, SplitRequest(order: .time)) == .oneTime(isGrouped: true))
  }

  @Test func `a group that is all, or more than a side may have, is named with the way out`() {
    var table = ItemTable(count: 100)
    table.groups = Categories(names: ["all", "unused"], codes: [UInt32](repeating: 0, count: 100))
    #expect(refusal(table, SplitRequest()) == .oneGroup("all"))
    table.groups = Categories(names: ["big", "rest"], codes: (0..<100).map { $0 < 93 ? 0 : 1 })
    let large = SplitError.groupTooLarge(name: "big", size: 93, count: 100, most: 90)
    #expect(refusal(table, SplitRequest()) == large)
    #expect("\(large)".hasSuffix("give finer groups, or a stage1 of at least 0.93"))
    #expect(refusal(table, SplitRequest(stage1: 0.93)) == nil)
  }
}
