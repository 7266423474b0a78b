import Randomness

/// A mean with the interval that holds it with 95 % confidence.
public struct Estimate: Sendable, Equatable {
  public let mean: Double
  public let low: Double
  public let high: Double
}

/// Intervals for means of few values of any distribution: those of samples that are drawn from the values again.
///
/// Efron, *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7(1), 1979; the percentile interval. The
/// samples are drawn once, so that the intervals along a curve belong together, and a seed gives the same ones.
struct Bootstrap: Sendable {
  /// The positions that each sample takes its values from.
  private let samples: [[Int]]

  private static let sampleCount = 1000

  init(count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: 0xB007)
    samples = (0..<Self.sampleCount).map { _ in (0..<count).map { _ in generator.index(count) } }
  }

  /// The mean of the values that there are, or nil where there is none.
  func mean(of values: [Double?]) -> Estimate? {
    let known = values.compactMap(\.self)
    guard let first = known.first else { return nil }
    let mean = known.reduce(0, +) / Double(known.count)
    if known.allSatisfy({ $0 == first }) { return Estimate(mean: first, low: first, high: first) }
    var means: [Double] = []
    means.reserveCapacity(samples.count)
    for sample in samples {
      var (sum, count) = (0.0, 0)
      for position in sample {
        guard let value = values[position] else { continue }
        sum += value
        count += 1
      }
      if count > 0 { means.append(sum / Double(count)) }
    }
    means.sort()
    // The mean lies within: rounding of sums in another order must not put it outside.
    return Estimate(
      mean: mean, low: min(mean, means[Int(0.025 * Double(means.count))]),
      high: max(mean, means[min(means.count - 1, Int(0.975 * Double(means.count)))]))
  }
}
