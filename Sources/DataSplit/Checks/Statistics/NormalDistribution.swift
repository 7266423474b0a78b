import Foundation

/// The standard normal distribution.
enum NormalDistribution {
  /// The chance of a value as far from 0 as this one, on either side.
  static func twoSided(_ value: Double) -> Double { erfc(value.magnitude / 2.0.squareRoot()) }

  /// The value below which a share of the distribution lies; the share is above 0 and below 1.
  static func quantile(_ share: Double) -> Double {
    if share > 0.5 { return -quantile(1 - share) }
    // No share that a double can hold lies further out.
    var (low, high) = (-39.0, 0.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// What the largest of so many values is on average, to two digits.
  ///
  /// Blom, *Statistical Estimates and Transformed Beta-Variables*, 1958.
  static func expectedLargest(of count: Int) -> Double {
    count < 2 ? 0 : quantile((Double(count) - 0.375) / (Double(count) + 0.25))
  }
}
