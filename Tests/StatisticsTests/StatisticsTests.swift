import Randomness
import Testing

@testable import Statistics

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

  @Test func `pairs counted by sorting are those counted one by one`() {
    var generator = SeededGenerator(seed: 5)
    for size in [2, 3, 7, 40, 101] {
      for values in [2, 5, 1000] {
        let first = (0..<size).map { _ in Double(generator.index(values)) }
        let second = first.map { $0 + Double(generator.index(values)) }
        var (lead, firstTold, secondTold) = (0.0, 0.0, 0.0)
        for one in 0..<size {
          for other in 0..<one {
            let (across, up) = (first[one] - first[other], second[one] - second[other])
            lead += (across * up).isZero ? 0 : across * up > 0 ? 1 : -1
            firstTold += across == 0 ? 0 : 1
            secondTold += up == 0 ? 0 : 1
          }
        }
        let expected = lead / (firstTold * secondTold).squareRoot()
        let tau = KendallTau.coefficient(first, second)
        #expect(tau == expected || tau.isNaN && expected.isNaN)
        #expect(tau == KendallTau(first, second).coefficient || tau.isNaN)
      }
    }
  }

  @Test func `the coefficients of the examples of a correlation are as printed there`() {
    let tied = KendallTau([1, 2, 2, 3, 4], [1, 3, 2, 2, 5])
    #expect((tied.coefficient - 0.6666667).magnitude < 1e-7 && (tied.pValue - 0.1184329).magnitude < 1e-7)
    let plain = KendallTau([0.1, 0.2, 0.3, 0.4, 0.5], [0.9, 0.7, 0.8, 0.95, 1.0])
    #expect((plain.coefficient - 0.6).magnitude < 1e-15 && (plain.pValue - 0.2333333).magnitude < 1e-7)
    // So many pairs in the wrong order, of 45, of 45 and of 28.
    for (size, wrong, chance) in [(10, 24, 0.8618005952), (10, 36, 0.0166661155), (8, 3, 0.0055059524)] {
      let tau = KendallTau((0..<size).map(Double.init), Self.order(of: size, inversions: wrong))
      #expect((tau.coefficient - (1 - 4 * Double(wrong) / Double(size * (size - 1)))).magnitude < 1e-15)
      #expect((tau.pValue - chance).magnitude < 1e-10)
    }
  }

  /// Numbers of which so many pairs are in the wrong order.
  private static func order(of size: Int, inversions: Int) -> [Double] {
    var (left, order) = (inversions, [Double]())
    for value in 0..<size {
      let passed = min(left, value)
      order.insert(Double(value), at: value - passed)
      left -= passed
    }
    return order
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
