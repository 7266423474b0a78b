import Foundation

/// The distribution of Kolmogorov's two-sided statistic for one sample.
///
/// Methods are chosen as by Simard and L'Ecuyer, *Computing the Two-Sided Kolmogorov-Smirnov Distribution*,
/// Journal of Statistical Software 39(11), 2011.
enum KolmogorovDistribution {
  /// The chance that a sample of `size` numbers differs from its distribution by as much as `distance`.
  static func survival(of size: Int, _ distance: Double) -> Double {
    if distance >= 1 { return 0 }
    if distance <= 0 { return 1 }
    let count = Double(size)
    let scaled = count * distance
    if scaled <= 0.5 { return 1 }
    // Ruben and Gambino 1982: n! (2d - 1/n)ⁿ.
    if scaled <= 1 {
      let logarithm =
        LogParts.stirlingError(count) + log(2 * Double.pi * count) / 2 - count + count * log(2 * scaled - 1)
      return clip(1 - exp(logarithm))
    }
    if scaled >= count - 1 { return clip(2 * pow(1 - distance, count)) }
    let square = scaled * distance
    if distance >= 0.5 || square > (size <= 140 ? 4 : 2.2) {
      return square >= 370 ? 0 : clip(2 * oneSided(size, distance))
    }
    if size <= 140 || size <= 100_000 && count * pow(distance, 1.5) <= 1.4 {
      return clip(1 - KolmogorovMatrix.below(size, distance))
    }
    return clip(1 - KolmogorovSeries.below(count, distance))
  }

  /// Smirnov's chance to exceed the distance on one side, exact up to a million numbers, every term by
  /// ``LogParts``.
  ///
  /// Birnbaum and Tingey, *One-Sided Confidence Contours for Probability Distribution Functions*, Annals of
  /// Mathematical Statistics 22(4), 1951; above, Miller's approximation.
  static func oneSided(_ size: Int, _ distance: Double) -> Double {
    let count = Double(size)
    if size > 1_000_000 {
      let root = 6 * count * distance + 1
      return exp(-root * root / 18 / count)
    }
    let shift = count * distance
    let whole = LogParts.stirlingError(count)
    var sum = exp(count * log1p(-distance)) / distance
    for j in 1..<max(2, size) {
      let (below, above) = (Double(j), Double(size - j))
      if above - shift <= 0 { break }
      // A binomial chance of j in n, with the mean nd + j.
      let exponent =
        whole - stirling(below) - stirling(above) - below * LogParts.excess(shift / below)
        - above * LogParts.excess(-shift / above)
      if exponent < -745 { continue }
      sum += exp(exponent) * (count / (2 * Double.pi * below * above)).squareRoot() / (distance + below / count)
    }
    return distance * sum
  }

  /// Of whole numbers; the small ones, for which the error takes long, once.
  private static func stirling(_ value: Double) -> Double {
    value < 16 ? small[Int(value)] : LogParts.stirlingError(value)
  }

  private static let small = [0] + (1..<16).map { LogParts.stirlingError(Double($0)) }

  private static func clip(_ share: Double) -> Double { min(max(share, 0), 1) }
}
