import PlainJSON
import Testing

@testable import DataSplit

@Suite struct LeakCheckTests {
  private func report(_ items: ItemTable, _ change: (inout CheckedData) -> Void = { _ in }) -> DataReport {
    var data = CheckedData(items: items, split: CheckFixtures.split(items.count))
    change(&data)
    return DataReport(of: data)
  }

  @Test func `items on both sides are counted by name and by contents, with examples`() {
    var items = ItemTable(count: 1000)
    items.identities = (0..<1000).map { UInt64($0) }
    items.identities?[19] = 3
    items.identities?[29] = 3
    items.contents = items.identities?.map { $0 == 0 ? 999 : $0 &* 7 }
    items.contents?[999] = 999
    var real = ItemTable(count: 50)
    real.identities = (0..<50).map { UInt64($0 + 990) }
    let report = report(items) { $0.validation = real }
    let names = report.check(.sharedItems, "stage 1")
    #expect(names?.details["items"] == 2)
    #expect(names?.details["examples"] == [[3, 19], [3, 29]])
    #expect(names?.statistic == 0.02 && names?.verdict == .bad)
    #expect(report.check(.sharedItems, "stage 1, by contents")?.details["items"] == 3)
    #expect(report.check(.sharedItems, "stage 2")?.details["items"] == 10)
    #expect(report.check(.sharedItems, "stage 2, by contents") == nil)
  }

  @Test func `no item is called shared for a hash of the same bits elsewhere`() {
    var items = ItemTable(count: 5000)
    items.identities = (0..<5000).map { UInt64($0) << 40 }
    #expect(report(items).check(.sharedItems)?.statistic == 0)
    #expect(report(items).check(.sharedItems)?.verdict == .good)
  }

  @Test func `a hash is known only if it is there, however many fall into its place`() {
    let hashes = (0..<3000).map { UInt64($0) }
    let known = KnownHashes(hashes, of: Array(0..<1000))
    #expect(hashes.map { known.item(with: $0) } == (0..<3000).map { $0 < 1000 ? $0 : nil })
    #expect(KnownHashes([], of: []).item(with: 0) == nil)
  }

  @Test func `copies within one side are no leak`() {
    var items = ItemTable(count: 100)
    items.identities = (0..<100).map { UInt64($0 % 10) }
    #expect(report(items).check(.sharedItems)?.statistic == 0)
  }

  @Test func `torn groups are named, within stage 1 and between stages`() {
    var items = ItemTable(count: 100)
    items.groups = Categories(
      names: (0..<50).map { "p\($0)" }, codes: (0..<100).map { $0 == 0 ? Categories.missing : UInt32($0 / 2) })
    var real = ItemTable(count: 3)
    real.groups = Categories(names: ["p7", "q"], codes: [0, 1, 1])
    let report = report(items) { $0.validation = real }
    #expect(report.check(.groups, "stage 1")?.details["groups"] == 10)
    #expect(report.check(.groups, "stage 1")?.verdict == .bad)
    #expect(report.check(.groups, "stage 2")?.words.contains("p7") == true)
    items.groups?.codes = (0..<100).map { $0 % 10 == 9 ? 1 : 0 }
    #expect(self.report(items).check(.groups)?.verdict == .good)
  }

  @Test func `a validation that is earlier than what is trained on is bad`() {
    var items = ItemTable(count: 100)
    items.times = (0..<100).map(Double.init)
    #expect(report(items).check(.time) == nil)
    #expect(report(items) { $0.order = .time }.check(.time)?.statistic == 9)
    let late = DataSplit(train: Array(0..<90), validation: Array(90..<100))
    #expect(report(items) { ($0.order, $0.split) = (.time, late) }.check(.time)?.verdict == .good)
  }

  @Test func `a broken split is told`() {
    let items = ItemTable(count: 10)
    let broken = DataSplit(train: [0, 1, 1, 2, 77], validation: [2, 3])
    let check = report(items) { $0.split = broken }.check(.coverage)
    #expect(check?.verdict == .bad)
    #expect(check?.statistic == 9)
    let part = report(items) { $0.split = DataSplit(train: Array(0..<8), validation: [8]) }.check(.coverage)
    #expect(part?.verdict == .watch)
    #expect(part?.words == "1 item in no part")
  }
}
