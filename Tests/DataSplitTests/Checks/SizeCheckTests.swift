import PlainJSON
import Testing

@testable import DataSplit

@Suite struct SizeCheckTests {
  private func report(counts: [Int], _ change: (inout CheckThresholds) -> Void = { _ in }) -> DataReport {
    let codes = counts.enumerated().flatMap { [UInt32](repeating: UInt32($0.offset), count: $0.element) }
    let items = CheckFixtures.table(codes, classes: counts.count)
    var thresholds = CheckThresholds()
    change(&thresholds)
    return DataReport(
      of: CheckedData(items: items, split: CheckFixtures.split(items.count)), thresholds: thresholds)
  }

  @Test func `a class with few items asks for force and points to augmentation`() {
    let report = report(counts: [1500, 1500, 19])
    let check = report.check(.size, "smallest class")
    #expect(check?.verdict == .bad)
    #expect(check?.words.contains("c2, has 19 items") == true)
    #expect(check?.advice?.contains("search augmentation only") == true)
    #expect(report.needsForce)
    #expect(self.report(counts: [1500, 1500, 20]).check(.size, "smallest class")?.verdict == .watch)
    #expect(self.report(counts: [1500, 1500, 100]).check(.size, "smallest class")?.verdict == .good)
  }

  @Test func `few items in all ask for force`() {
    #expect(report(counts: [333, 333, 333]).needsForce)
    #expect(!report(counts: [334, 333, 333]).needsForce)
  }

  @Test func `classes a hundred times as large as others ask for force`() {
    let report = report(counts: [15_001, 150])
    #expect(report.check(.balance)?.verdict == .bad)
    #expect(report.needsForce)
    #expect(self.report(counts: [15_000, 150]).check(.balance)?.verdict == .watch)
    #expect(!self.report(counts: [15_000, 150]).needsForce)
    #expect(!self.report(counts: [15_001, 150]) { $0.imbalance.bad = 200 }.needsForce)
  }

  @Test func `the smallest difference that is seen is told`() {
    let check = report(counts: [10_000, 10_000]).check(.resolution)
    #expect(((check?.statistic ?? 0) - 0.0185942).magnitude < 1e-6 && check?.verdict == .good)
    #expect(check?.words.contains("a difference below 1.86 points cannot be seen") == true)
    #expect(report(counts: [5000, 5000]).check(.resolution)?.verdict == .watch)
    #expect(report(counts: [300, 300]).check(.resolution)?.verdict == .bad)
    #expect(report(counts: [5000, 5000]) { $0.baselineAccuracy = 0.99 }.check(.resolution)?.verdict == .good)
  }

  @Test func `labels on one side only are told, and those that are missing`() {
    var items = CheckFixtures.table((0..<100).map { $0 % 10 == 9 ? 1 : 0 }, classes: 3)
    items.label = .classes(
      Categories(
        names: ["a", "b", "c"], codes: (0..<100).map { $0 == 5 ? Categories.missing : $0 % 10 == 9 ? 1 : 0 }))
    let real = CheckFixtures.table([0, 1, Categories.missing], classes: 2, prefix: "z")
    let report = DataReport(of: CheckedData(items: items, split: CheckFixtures.split(100), validation: real))
    let check = report.check(.labels)
    #expect(check?.verdict == .bad)
    #expect(check?.details["missing"] == 2)
    #expect(check?.statistic == 2.0 / 103)
    #expect(check?.details["only_in_stage1_validation"] == ["b"])
    #expect(check?.details["not_in_stage1_validation"] == ["a"])
    #expect(check?.details["only_in_validation"] == ["z0", "z1"])
    #expect(check?.details["not_in_validation"] == ["a", "b"])
    #expect(report.histogram.labels == ["a", "b", "c", "z0", "z1"])
  }

  @Test func `classes of sets are counted each`() {
    var items = ItemTable(count: 20)
    let starts = (0...20).map { min($0, 19) * 2 }
    items.label = .classSets(
      names: ["x", "y"], codes: (0..<19).flatMap { _ in [UInt32(0), 1] }, starts: starts)
    let report = DataReport(of: CheckedData(items: items, split: CheckFixtures.split(20)))
    #expect(report.check(.labels)?.details["missing"] == 1)
    #expect(report.histogram.parts.map(\.counts) == [[18, 18], [1, 1], [19, 19]])
    #expect(report.check(.shuffling) == nil)
  }
}
