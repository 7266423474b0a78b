import PlainJSON
import Testing

@testable import DataSplit

@Suite struct DataCheckTests {
  private let even = [Double](repeating: 1, count: 10)

  private func report(_ items: ItemTable, _ change: (inout CheckedData) -> Void = { _ in }) -> DataReport {
    var data = CheckedData(items: items, split: CheckFixtures.split(items.count))
    change(&data)
    return DataReport(of: data)
  }

  private func table(_ count: Int = 20_000, seed: UInt64 = 1) -> ItemTable {
    CheckFixtures.table(CheckFixtures.labels(count, weights: even, seed: seed), classes: 10)
  }

  @Test func `nothing speaks against a fair split of enough shuffled data`() {
    let report = report(table()) { $0.validation = table(5000, seed: 2) }
    #expect(report.checks.filter { $0.verdict != .good }.map(\.words) == [])
    #expect(report.verdict == .good && !report.needsForce)
    #expect(report.checks.allSatisfy { $0.advice == nil })
  }

  @Test func `a sorted source is told by its runs and by its ends`() {
    let report = report(CheckFixtures.table(CheckFixtures.labels(20_000, weights: even).sorted(), classes: 10))
    #expect(report.check(.shuffling)?.verdict == .bad)
    #expect(report.check(.shuffling)?.words.contains("10 runs where a shuffled list has about 1") == true)
    let expected = report.check(.shuffling)?.details["expected_runs"]?.doubleValue ?? 0
    #expect((expected - 18_001).magnitude < 10)
    #expect(report.check(.drift)?.verdict == .bad)
    #expect(report.check(.drift)?.statistic ?? 0 > 0.99)
  }

  @Test func `labels that take turns are no shuffled list either, of however many classes`() {
    for classes in [2, 3, 100] {
      let codes = (0..<20_000).map { UInt32($0 % classes) }
      let check = report(CheckFixtures.table(codes, classes: classes)).check(.shuffling)
      #expect(check?.verdict == .watch && check?.statistic == 1)
      #expect(check?.words.hasPrefix("labels take turns: 20000 runs where a shuffled list has about") == true)
    }
    // Nine of ten items are of one class, and the others stand apart: there is no other way to shuffle much.
    let rare = CheckFixtures.labels(20_000, weights: [9, 1])
    #expect(report(CheckFixtures.table(rare, classes: 2)).check(.shuffling)?.verdict == .good)
  }

  @Test func `a source that changes slowly is told by its ends alone`() {
    let early = CheckFixtures.labels(10_000, weights: [3, 1])
    let late = CheckFixtures.labels(10_000, weights: [1, 3], seed: 2)
    let report = report(CheckFixtures.table(early + late, classes: 2))
    #expect(report.check(.drift)?.verdict == .bad)
    #expect(report.check(.drift)?.statistic.rounded(toTenths: ()) == 0.5)
  }

  @Test func `with a million items a difference that does not matter is significant and good`() {
    let (count, real) = (1_000_000, 1_000_000)
    let items = CheckFixtures.table(CheckFixtures.labels(count, weights: [50, 50]), classes: 2)
    let report = report(items) {
      $0.validation = CheckFixtures.table(CheckFixtures.labels(real, weights: [51, 49], seed: 4), classes: 2)
    }
    let likeness = report.check(.likeness)
    #expect(likeness?.pValue ?? 1 < 1e-6)
    #expect(likeness?.verdict == .good)
  }

  @Test func `other classes than in the real validation are bad, whatever the order of names`() {
    let report = report(table()) { data in
      var real = CheckFixtures.table(CheckFixtures.labels(5000, weights: [9, 1]), classes: 2)
      real.label = .classes(
        Categories(names: ["c9", "c0"], codes: CheckFixtures.labels(5000, weights: [9, 1])))
      data.validation = real
    }
    let likeness = report.check(.likeness)
    #expect(likeness?.verdict == .bad)
    #expect(likeness?.details["widest_class"] == "c9")
    #expect(report.check(.labels)?.verdict == .watch)
    #expect(report.check(.labels)?.words.contains("8 classes not in the real validation") == true)
  }

  @Test func `few items differ by chance, which is no finding`() {
    let items = CheckFixtures.table(CheckFixtures.labels(100, weights: even), classes: 10)
    let report = report(items) {
      $0.validation = CheckFixtures.table(CheckFixtures.labels(12, weights: even, seed: 5), classes: 10)
    }
    #expect(report.check(.likeness)?.statistic ?? 0 > 0.3)
    #expect(report.check(.likeness)?.verdict == .good)
  }

  @Test func `numbers are compared by their spread`() {
    let numbers = CheckFixtures.numbers(20_000)
    let report = report(CheckFixtures.table(numbers: numbers)) { data in
      data.validation = CheckFixtures.table(numbers: CheckFixtures.numbers(3000, seed: 2).map { $0 + 0.3 })
      data.columns = [.init(name: "age", training: numbers, validation: numbers.map { $0 + 0.15 })]
    }
    #expect(report.check(.shuffling)?.verdict == .good)
    #expect(report.check(.drift)?.verdict == .good)
    let likeness = report.checks.filter { $0.kind == .likeness }
    #expect(likeness.map(\.verdict) == [.bad, .watch])
    #expect(likeness.map(\.subject) == [nil, "age"])
    let sorted = self.report(CheckFixtures.table(numbers: numbers.sorted()))
    #expect(sorted.check(.shuffling)?.verdict == .bad && sorted.check(.drift)?.verdict == .bad)
  }

  @Test func `a source without labels is checked for what it has`() {
    let report = report(ItemTable(count: 20_000))
    #expect(report.checks.map(\.kind) == [.coverage, .size, .resolution])
    #expect(report.histogram.labels == [])
  }
}

extension Double {
  fileprivate func rounded(toTenths: Void) -> Double { (self * 10).rounded() / 10 }
}
