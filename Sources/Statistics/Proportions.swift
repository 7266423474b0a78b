import Foundation

/// How far two lists of proportions are apart, whatever the number of items that they are of.
public enum Proportions {
  /// The Jensen-Shannon distance: the square root of the divergence, from 0 to 1 with base 2.
  ///
  /// Endres and Schindelin, *A New Metric for Probability Distributions*, IEEE Transactions on Information Theory
  /// 49(7), 2003.
  ///
  /// - Parameters:
  ///   - first: counts or shares, none below 0; they are divided by their sum.
  ///   - second: as many.
  ///   - base: of the logarithm.
  /// - Returns: NaN where either list is empty or has the sum 0.
  public static func jensenShannonDistance(_ first: [Double], _ second: [Double], base: Double = 2) -> Double {
    precondition(first.count == second.count, "as many proportions on both sides")
    let (firstSum, secondSum) = (first.reduce(0, +), second.reduce(0, +))
    guard firstSum > 0, secondSum > 0 else { return .nan }
    var divergence = 0.0
    for index in first.indices {
      let (p, q) = (first[index] / firstSum, second[index] / secondSum)
      divergence += term(p, q)
    }
    return (max(divergence, 0) / 2 / log(base)).squareRoot()
  }

  /// p log(p / m) + q log(q / m) with m their mean, which loses no digits where p and q are close.
  private static func term(_ p: Double, _ q: Double) -> Double {
    let mean = (p + q) / 2
    guard mean > 0 else { return 0 }
    if p == 0 || q == 0 { return 2 * mean * log(2.0) }
    let lean = (p - q) / (p + q)
    return mean * ((1 + lean) * log1p(lean) + (1 - lean) * log1p(-lean))
  }

  /// The share of items that would have to change their class to make both alike: half the sum of the differences.
  ///
  /// - Returns: as ``jensenShannonDistance(_:_:base:)``.
  public static func totalVariation(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "as many proportions on both sides")
    let (firstSum, secondSum) = (first.reduce(0, +), second.reduce(0, +))
    guard firstSum > 0, secondSum > 0 else { return .nan }
    return zip(first, second).reduce(0.0) { $0 + ($1.0 / firstSum - $1.1 / secondSum).magnitude } / 2
  }
}
