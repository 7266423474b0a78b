import Foundation

/// How alike the rewards of two architectures are expected to be: a covariance with parameters that are learned.
///
/// It is `a exp(-Σ w δ) + b exp(-Σ v Δ)`. The first sum is over the decisions: δ is 1 where two choices differ, and for
/// numbers how far apart they lie. The second is over the counts of choices, Δ being their absolute difference. Both are
/// products of one-dimensional Laplace kernels, and so positive definite; being rough, they promise little about what was
/// not tried, which a smooth kernel over counts does not.
struct SurrogateKernel: Sendable {
  /// How many columns the decisions and the counts have.
  let decisions: Int
  let counts: Int
  /// Logarithms: the weight of each column, then a, b and the variance of the noise.
  var parameters: [Double]
  /// What the parameters are expected to be: means and standard deviations of normal distributions.
  let expected: [Double]
  let spread: [Double]

  var width: Int { decisions + counts }

  /// Noise that is always there, so that equal rows do no harm.
  static let leastNoise = 1e-4

  /// Makes the kernel of some features, with or without their counts, with the parameters that are expected.
  init(_ features: SurrogateFeatures, points: Int, usesCounts: Bool) {
    decisions = features.decisions
    counts = usesCounts ? features.counts : 0
    // Architectures that differ in half of their decisions are expected to have e^-1 in common.
    expected =
      [Double](repeating: log(2 / Double(max(1, points))), count: decisions)
      + [Double](repeating: log(0.05), count: counts) + [log(0.5), log(0.5), log(0.01)]
    spread = [Double](repeating: 1, count: expected.count)
    parameters = expected
  }

  /// The parameters as they are used.
  struct Values {
    /// The weight of each column.
    let weights: [Double]
    let ofDecisions: Double
    let ofCounts: Double
    let noise: Double
    /// The variance of a reward before anything is known.
    var variance: Double { ofDecisions + ofCounts }
  }

  var values: Values {
    Values(
      weights: parameters[..<width].map { exp($0) }, ofDecisions: exp(parameters[width]),
      ofCounts: counts == 0 ? 0 : exp(parameters[width + 1]), noise: exp(parameters[width + 2]) + Self.leastNoise)
  }

  /// The covariances of one row with several, which lie one behind the other; written to `result`.
  ///
  /// Unsafe pointers, because this is where a search with a surrogate spends its time.
  func covariances(
    of row: UnsafePointer<Double>, with rows: UnsafePointer<Double>, stride: Int, count: Int, _ values: Values,
    into result: UnsafeMutablePointer<Double>
  ) {
    values.weights.withUnsafeBufferPointer { weights in
      guard let weight = weights.baseAddress else {
        return result.update(repeating: values.variance, count: count)
      }
      for index in 0..<count {
        let other = rows + index * stride
        let distance = Self.distance(row, other, weight, 0..<decisions, atMost: 1)
        var covariance = values.ofDecisions * exp(-distance)
        if counts > 0 {
          let distance = Self.distance(row, other, weight, decisions..<width, atMost: .infinity)
          covariance += values.ofCounts * exp(-distance)
        }
        result[index] = covariance
      }
    }
  }

  /// The weighted sum of the differences in some columns, each at most so much.
  private static func distance(
    _ one: UnsafePointer<Double>, _ other: UnsafePointer<Double>, _ weights: UnsafePointer<Double>,
    _ columns: Range<Int>, atMost most: Double
  ) -> Double {
    var sum = SIMD4<Double>.zero
    let most = SIMD4<Double>(repeating: most)
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 4) {
      let difference = vector(one + column) - vector(other + column)
      let absolute = difference.replacing(with: -difference, where: difference .< 0)
      sum += vector(weights + column) * absolute.replacing(with: most, where: absolute .> most)
    }
    return sum.sum()
  }

  private static func vector(_ pointer: UnsafePointer<Double>) -> SIMD4<Double> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Double>.self)
  }
}
