import Foundation

/// Puts rewards on a scale that a Gaussian process can learn from.
enum RewardScale {
  /// The distance from the best, in units of that between the median and the best, below which rewards count as equal.
  enum Sharpness: Double {
    case sharp = 0.1
    case blunt = 0.5
  }

  /// The logarithms of how far rewards lie below the best, standardised: differences near the top count as much as large
  /// ones far below, and rewards that are worthless have no say in what is expected of good ones.
  ///
  /// - Parameters:
  ///   - rewards: finite; greater is better.
  ///   - sharpness: how much more the differences near the top count than those further down.
  static func targets(of rewards: [Double], _ sharpness: Sharpness) -> [Double] {
    let sorted = rewards.sorted()
    guard let top = sorted.last else { return [] }
    // The unit is what lies between the median and the best.
    let unit = max(top - sorted[sorted.count / 2], 1e-12)
    return standardised(rewards.map { -log(sharpness.rawValue + (top - $0) / unit) })
  }

  /// What exceeds a limit, so that 0 stays 0 and what is far beyond is not much worse than what is beyond.
  static func targets(ofExcesses excesses: [Double]) -> [Double] {
    let sizes = excesses.map(abs).sorted()
    let unit = max(sizes[sizes.count / 2], 1e-12)
    return excesses.map { $0 < 0 ? -log1p(-$0 / unit) : log1p($0 / unit) }
  }

  private static func standardised(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / max(variance.squareRoot(), 1e-12) }
  }
}
