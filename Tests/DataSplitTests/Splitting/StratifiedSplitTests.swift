import DataSplit
import Randomness
import Testing

/// Random tables of all sizes and shares.
@Suite struct StratifiedSplitTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `counts are exact, in total and of each class`(seed: UInt64) throws {
    var fixtures = SplitFixtures(seed: seed)
    let count = 20 + fixtures.generator.index(3000)
    let table = fixtures.classes(count, of: 1 + fixtures.generator.index(40), missing: seed % 3 == 0 ? 0.1 : 0)
    let stage1 = [0.9, 0.8, 0.5, 0.95, 0.1, 0.6180339][Int(seed % 6)]
    let request = SplitRequest(stage1: stage1, seed: seed, subsamples: [25, 50, 80])
    let split = try DataSplit(table, request)
    checkParts(split, of: table)
    #expect(split.train.count == rounded(stage1, of: count))
    #expect(split.notes.askedTrain == split.train.count)

    let all = classCounts((0..<UInt32(count)).map { $0 }, table)
    let train = classCounts(split.train, table)
    let singles = all.filter { $0 == 1 }.count
    for (all, train) in zip(all, train) {
      // Classes of one item train, and what that adds is taken from the others in proportion.
      let tolerance = 1 + Double(singles) * Double(all) / Double(count)
      #expect(abs(Double(train) - Double(all) * stage1) < tolerance || all == 1)
      if all == 1 { #expect(train == 1) }
    }
    for (percent, items) in split.subsamples {
      #expect(items.count == rounded(Double(percent) / 100, of: split.train.count))
      for (part, train) in zip(classCounts(items, table), train) {
        #expect(abs(Double(part) - Double(train * percent) / 100) <= 1)
      }
    }
  }

  @Test func `every class that has two items is on both sides, and one of a single item trains`() throws {
    var table = ItemTable(count: 1000)
    let codes = (0..<1000).map { UInt32($0 < 950 ? 0 : $0 < 952 ? 1 : $0 < 955 ? 2 : $0 == 955 ? 3 : 4) }
    table.label = .classes(Categories(names: ["many", "two", "three", "one", "some", "none"], codes: codes))
    for seed in 0..<20 as Range<UInt64> {
      let split = try DataSplit(table, SplitRequest(seed: seed))
      let train = classCounts(split.train, table)
      #expect(train[1] == 1 && train[2] == 2 && train[3] == 1 && split.train.count == 900)
      #expect(split.notes.onlyInTraining == [3] && split.notes.onlyInValidation == [])
    }
  }

  @Test func `the seed decides the split, and nothing else does`() throws {
    var fixtures = SplitFixtures(seed: 1)
    let table = fixtures.classes(500, of: 7)
    let first = try DataSplit(table, SplitRequest(seed: 4, subsamples: [25, 50]))
    #expect(try DataSplit(table, SplitRequest(seed: 4, subsamples: [50, 25])) == first)
    let other = try DataSplit(table, SplitRequest(seed: 5, subsamples: [25, 50]))
    #expect(Set(other.validation) != Set(first.validation))
    // More subsamples change nothing of the parts around them.
    let more = try DataSplit(table, SplitRequest(seed: 4, subsamples: [50]))
    #expect(
      more.train == first.train && more.validation == first.validation
        && more.subsamples[50] == first.subsamples[50])
    // These were calculated once; a release that changes them changes everybody's splits.
    let fixed = try DataSplit(ItemTable(count: 20), SplitRequest(stage1: 0.7, seed: 4, subsamples: [50]))
    #expect(fixed.validation == [9, 12, 19, 4, 15, 6])
    #expect(fixed.train == [18, 2, 14, 3, 0, 11, 17, 16, 8, 10, 7, 5, 1, 13])
    #expect(fixed.subsamples[50] == [14, 0, 11, 16, 8, 7, 13])
  }

  @Test func `each item is as likely to be held out as any other of its class`() throws {
    var table = ItemTable(count: 40)
    table.label = .classes(Categories(names: ["a", "b"], codes: (0..<40).map { $0 % 4 == 0 ? 1 : 0 }))
    var held = [Int](repeating: 0, count: 40)
    var firsts = held
    for seed in 0..<4000 as Range<UInt64> {
      let split = try DataSplit(table, SplitRequest(stage1: 0.8, seed: seed))
      for item in split.validation { held[Int(item)] += 1 }
      firsts[Int(split.train[0])] += 1
    }
    // 800 and 100 expected; five standard deviations of a binomial.
    #expect(held.allSatisfy { abs($0 - 800) < 127 }, "\(held)")
    #expect(firsts.allSatisfy { abs($0 - 100) < 50 }, "\(firsts)")
  }

  @Test func `balanced subsamples have as many of each class as there are, and unlabelled items last`() throws {
    var table = ItemTable(count: 1100)
    let codes = (0..<1100).map { $0 < 800 ? 0 : $0 < 950 ? 1 : $0 < 1000 ? 2 : Categories.missing }
    table.label = .classes(Categories(names: ["many", "some", "few"], codes: codes))
    let split = try DataSplit(
      table, SplitRequest(stage1: 0.9, seed: 3, subsamples: [10, 30, 95], isBalanced: true))
    checkParts(split, of: table)
    #expect(classCounts(split.train, table) == [720, 135, 45, 90])
    #expect(classCounts(split.subsamples[10] ?? [], table).sorted() == [0, 33, 33, 33])
    #expect(classCounts(split.subsamples[30] ?? [], table) == [126, 126, 45, 0])
    #expect(split.subsamples[30]?.count == 297)
    #expect(classCounts(split.subsamples[95] ?? [], table) == [720, 135, 45, 41])
  }

  @Test func `without stratification only the total counts`() throws {
    var fixtures = SplitFixtures(seed: 2)
    let table = fixtures.classes(1000, of: 5)
    let counts = try (0..<20).map {
      classCounts(try DataSplit(table, SplitRequest(seed: $0, isStratified: false)).validation, table)
    }
    #expect(Set(counts).count > 5)
    #expect(counts.allSatisfy { $0.reduce(0, +) == 100 })
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `numbers are stratified by quantiles, equal ones in one bin`(seed: UInt64) throws {
    var fixtures = SplitFixtures(seed: seed)
    // Two in five are 0, as ratings and counts are; some are missing.
    let numbers = (0..<1000).map { item -> Double in
      item % 5 < 2 ? (item % 2 == 0 ? 0 : -0.0) : item % 50 == 7 ? .nan : fixtures.generator.unit() * 100 - 20
    }
    var table = ItemTable(count: 1000)
    table.label = .numbers(numbers)
    let split = try DataSplit(table, SplitRequest(stage1: 0.8, seed: seed, subsamples: [50]))
    checkParts(split, of: table)
    #expect(split.train.count == 800)
    #expect(split.validation.filter { numbers[Int($0)] == 0 }.count == 80)
    #expect(split.validation.filter { numbers[Int($0)].isNaN }.count == 4)
    // Nine other bins of 64 or so: below any quantile there are as many as there should be, but for a bin's inside.
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    for rank in stride(from: 50, to: 950, by: 50) where sorted[rank] != 0 {
      let below = split.validation.filter { numbers[Int($0)] < sorted[rank] }.count
      #expect(abs(below - rank / 5) <= 10, "\(rank)")
    }
  }
}
