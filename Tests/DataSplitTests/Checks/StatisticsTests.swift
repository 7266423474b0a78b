import Randomness
import Testing

@testable import DataSplit

@Suite struct StatisticsTests {
  @Test func `a table of two by two has the chi-squared of the textbook`() {
    let test = ChiSquaredTest(contingency: [[10, 20], [20, 10]])
    #expect((test.statistic - 20.0 / 3).magnitude < 1e-12)
    #expect(test.degreesOfFreedom == 1)
    // 3.841 is the 5 % point of one degree of freedom.
    #expect((IncompleteGamma.upper(shape: 0.5, 3.841458820694124 / 2) - 0.05).magnitude < 1e-12)
    #expect((test.cramersV - 1.0 / 3).magnitude < 1e-12)
  }

  @Test func `rows and columns without items change nothing`() {
    let test = ChiSquaredTest(contingency: [[10, 0, 20], [0, 0, 0], [20, 0, 10]])
    #expect(test == ChiSquaredTest(contingency: [[10, 20], [20, 10]]))
    #expect(ChiSquaredTest(contingency: [[3, 4]]).pValue == 1)
    #expect(ChiSquaredTest(contingency: []).cramersV == 0)
  }

  @Test(arguments: [[2, 2], [1, 3, 2], [2, 2, 2], [3, 1, 1, 1], [1, 1, 1]])
  func `the runs of all orders have the mean and variance of the formula`(counts: [Int]) {
    var labels = counts.enumerated().flatMap { [UInt32](repeating: UInt32($0.offset), count: $0.element) }
    var runs: [Double] = []
    Self.permute(&labels, labels.count) { runs.append(Double(RunsTest($0).runs)) }
    let mean = runs.reduce(0, +) / Double(runs.count)
    let variance = runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs.count)
    let test = RunsTest(labels)
    #expect((test.expected - mean).magnitude < 1e-12)
    #expect((test.variance - variance).magnitude < 1e-12)
  }

  @Test func `neighbours of a sorted list are all alike, and of an alternating one never`() {
    let sorted = RunsTest([UInt32](repeating: 0, count: 50) + [UInt32](repeating: 1, count: 50))
    #expect(sorted.stickiness > 0.97)
    #expect(sorted.pValue < 1e-20)
    let alternating = RunsTest((0..<100).map { UInt32($0 % 2) })
    #expect(alternating.stickiness < -0.9)
    #expect(alternating.deviations > 9)
    #expect(RunsTest([UInt32](repeating: 3, count: 9)).stickiness == 0)
  }

  @Test func `distances of proportions are those that can be told by hand`() {
    #expect(Proportions.jensenShannonDistance([1, 0], [0, 7]) == 1)
    #expect(Proportions.jensenShannonDistance([1, 3], [10, 30]) == 0)
    #expect(Proportions.jensenShannonDistance([], []).isNaN)
    #expect((Proportions.totalVariation([1, 1], [3, 1]) - 0.25).magnitude < 1e-15)
    #expect(Proportions.totalVariation([0, 0], [3, 1]).isNaN)
  }

  @Test(arguments: [(3, 3), (2, 4), (4, 3), (1, 5)])
  func `the exact chance of a gap is that of all orders`(sizes: (Int, Int)) {
    let total = sizes.0 + sizes.1
    var gaps: [Double] = []
    for mask in 0..<(1 << total) where mask.nonzeroBitCount == sizes.0 {
      let (first, second) = (
        (0..<total).filter { mask >> $0 & 1 == 1 }, (0..<total).filter { mask >> $0 & 1 == 0 }
      )
      gaps.append(KolmogorovSmirnovTest(first.map(Double.init), second.map(Double.init)).statistic)
    }
    let values = KolmogorovSmirnovTest((0..<sizes.0).map(Double.init), (0..<sizes.1).map { Double($0) + 0.5 })
    let share = Double(gaps.count { $0 > values.statistic - 1e-9 }) / Double(gaps.count)
    #expect((values.pValue - share).magnitude < 1e-12)
  }

  @Test func `numbers are sorted as by comparing, without NaN`() {
    var generator = SeededGenerator(seed: 3)
    var numbers = (0..<20_000).map { _ in Double(bitPattern: generator.next()) }
    numbers += [0, -0.0, .infinity, -.infinity, .nan, Double.leastNonzeroMagnitude]
    #expect(SortedNumbers.sorted(numbers) == numbers.filter { !$0.isNaN }.sorted())
    #expect(SortedNumbers.sorted([2, .nan, -1]) == [-1, 2])
    #expect(SortedNumbers.median([1, 4], [2, 3, 9]) == 3)
    #expect(SortedNumbers.median([], [2, 3]) == 3 && SortedNumbers.median([5], []) == 5)
    #expect(SortedNumbers.median([], []) == nil)
    let zeros = KolmogorovSmirnovTest([0, -0.0, .nan], [-0.0, 0])
    #expect(zeros.statistic == 0 && zeros.pValue == 1)
  }

  @Test func `Kendall's chance is that of all orders`() {
    let first = [1.0, 2, 3, 4, 5]
    var second = [2.0, 1, 4, 3, 5]
    let own = KendallTau(first, second)
    #expect((own.coefficient - 0.6).magnitude < 1e-15)
    var taus: [Double] = []
    Self.permute(&second, second.count) { taus.append(KendallTau(first, $0).coefficient) }
    #expect((own.pValue - Double(taus.count { $0.magnitude > 0.59 }) / 120).magnitude < 1e-12)
    #expect(KendallTau([1, 1], [1, 2]).coefficient.isNaN)
    #expect(RankCorrelation.spearman([1, 1], [1, 2]).isNaN)
  }

  /// Heap's algorithm.
  private static func permute<Value>(_ values: inout [Value], _ count: Int, _ body: ([Value]) -> Void) {
    if count <= 1 { return body(values) }
    for index in 0..<count {
      permute(&values, count - 1, body)
      values.swapAt(count % 2 == 0 ? index : 0, count - 1)
    }
  }
}
