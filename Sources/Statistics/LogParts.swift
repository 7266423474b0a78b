import Foundation

/// Parts of logarithms that keep their digits where the logarithms of large numbers would cancel.
///
/// Loader, *Fast and Accurate Computation of Binomial Probabilities*, 2000.
enum LogParts {
  /// x - log(1 + x), for x above -1.
  static func excess(_ value: Double) -> Double {
    if value.magnitude > 0.5 { return value - log1p(value) }
    // log(1 + x) = 2 artanh(y), of which the first term is taken out of the difference.
    let ratio = value / (2 + value)
    let square = ratio * ratio
    var (sum, power, denominator) = (0.0, ratio * square, 3.0)
    while true {
      let next = sum + power / denominator
      if next == sum { break }
      sum = next
      power *= square
      denominator += 2
    }
    return value * ratio - 2 * sum
  }

  /// What Stirling's formula lacks of log Γ(x + 1), for x above 0.
  static func stirlingError(_ value: Double) -> Double {
    var (shifted, sum) = (value, 0.0)
    while shifted < 16 {
      sum += (shifted + 0.5) * log1p(1 / shifted) - 1
      shifted += 1
    }
    let square = shifted * shifted
    let tail = 1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0 - 691 / 360_360 / square) / square) / square
    return sum + (1 / 12.0 - (1 / 360.0 - tail / square) / square) / shifted
  }
}
