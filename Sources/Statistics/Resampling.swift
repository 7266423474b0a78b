import Foundation
import Randomness

/// The parts of a bootstrap of Kendall's tau.
enum Resampling {
  /// Closer coefficients are the same: of equal fractions, roots may differ in the last digit.
  private static let tolerance = 1e-12

  /// Coefficients of samples of the same size, drawn with replacement, in the order in which they were drawn.
  static func coefficients(_ first: [Double], _ second: [Double], count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var (left, right) = (first, second)
    var coefficients: [Double] = []
    coefficients.reserveCapacity(count)
    for _ in 0..<count {
      for place in first.indices {
        let index = generator.index(first.count)
        (left[place], right[place]) = (first[index], second[index])
      }
      let coefficient = KendallTau.coefficient(left, right)
      if !coefficient.isNaN { coefficients.append(coefficient) }
    }
    return coefficients
  }

  /// The shares of the resamples below the ends of the interval of Efron, *Better Bootstrap Confidence Intervals*,
  /// Journal of the American Statistical Association 82(397), 1987; nil where they are undefined.
  static func correctedShares(
    _ first: [Double], _ second: [Double], _ coefficient: Double, _ drawn: [Double], tail: Double
  ) -> (low: Double, high: Double)? {
    let below = drawn.count { $0 < coefficient - tolerance }
    let above = drawn.count { $0 > coefficient + tolerance }
    let share = Double(drawn.count + below - above) / Double(2 * drawn.count)
    guard share > 0, share < 1 else { return nil }
    let bias = NormalDistribution.quantile(share)
    let acceleration = acceleration(first, second)
    guard acceleration.isFinite else { return nil }
    let corrected = { (point: Double) in
      NormalDistribution.share(below: bias + (bias + point) / (1 - acceleration * (bias + point)))
    }
    let point = NormalDistribution.quantile(tail)
    let (low, high) = (corrected(point), corrected(-point))
    return low.isNaN || high.isNaN ? nil : (low, high)
  }

  /// How the spread of the coefficient changes with it, by leaving out one thing at a time; NaN where it does not.
  private static func acceleration(_ first: [Double], _ second: [Double]) -> Double {
    let without = first.indices.map { left in
      var (one, other) = (first, second)
      one.remove(at: left)
      other.remove(at: left)
      return KendallTau.coefficient(one, other)
    }
    let count = Double(first.count)
    let mean = without.reduce(0, +) / count
    // Rounding alone would make an acceleration of nothing.
    guard without.contains(where: { ($0 - mean).magnitude > tolerance }) else { return .nan }
    let influences = without.map { (count - 1) * (mean - $0) }
    let cubes = influences.reduce(0) { $0 + $1 * $1 * $1 }
    let squares = influences.reduce(0) { $0 + $1 * $1 }
    return cubes / pow(squares, 1.5) / 6
  }

  /// The value below which a share of sorted numbers lies, between two of them in proportion.
  static func percentile(_ sorted: [Double], _ share: Double) -> Double {
    let place = min(max(share, 0), 1) * Double(sorted.count - 1)
    let index = min(Int(place), sorted.count - 1)
    guard index + 1 < sorted.count else { return sorted[index] }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
  }
}
