/// The two-sample test of Kolmogorov and Smirnov: whether numbers of two samples come from one distribution.
public struct KolmogorovSmirnovTest: Sendable, Equatable {
  /// The largest difference of the shares of both samples that lie at or below a value.
  public let statistic: Double
  /// The chance of a difference this large if there is none: exact up to ``mostExact`` numbers in the larger
  /// sample, then that of one sample of their harmonic size.
  public let pValue: Double

  /// In the larger sample, so many numbers are judged exactly.
  static let mostExact = 10_000

  /// Tests two samples; NaN is left out. Both statistic and p-value are NaN where a sample is empty.
  public init(_ first: [Double], _ second: [Double]) {
    self.init(sorted: SortedNumbers.sorted(first), SortedNumbers.sorted(second))
  }

  /// Tests two samples that are sorted and without NaN.
  public init(sorted first: [Double], _ second: [Double]) {
    guard !first.isEmpty, !second.isEmpty else {
      (statistic, pValue) = (.nan, .nan)
      return
    }
    // In whole numbers, so that equal differences are equal.
    let gap = Self.largestGap(first, second)
    let product = Double(first.count) * Double(second.count)
    statistic = Double(gap) / product
    if max(first.count, second.count) <= Self.mostExact {
      pValue = KolmogorovSmirnovPaths.shareOutside(first.count, second.count, gap: gap)
    } else {
      let size = (product / Double(first.count + second.count)).rounded(.toNearestOrEven)
      pValue = KolmogorovDistribution.survival(of: Int(size), statistic)
    }
  }

  /// The largest |i n₂ - j n₁|, where i and j numbers of the samples lie at or below a value.
  private static func largestGap(_ first: [Double], _ second: [Double]) -> Int {
    var (i, j, largest) = (0, 0, 0)
    while i < first.count, j < second.count {
      let value = min(first[i], second[j])
      while i < first.count, first[i] == value { i += 1 }
      while j < second.count, second[j] == value { j += 1 }
      largest = max(largest, abs(i * second.count - j * first.count))
    }
    return largest
  }
}
