import Foundation

/// The standard normal distribution.
public enum NormalDistribution {
  /// The chance of a value as far from 0 as this one, on either side.
  public static func twoSided(_ value: Double) -> Double { erfc(value.magnitude / 2.0.squareRoot()) }

  /// The share of the distribution that lies below a value.
  public static func share(below value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }

  /// The value below which a share of the distribution lies; the share is above 0 and below 1.
  public static func quantile(_ share: Double) -> Double {
    if share > 0.5 { return -quantile(1 - share) }
    // No share that a double can hold lies further out.
    var (low, high) = (-39.0, 0.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if self.share(below: middle) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// What the largest of so many values is on average, to two digits.
  ///
  /// Blom, *Statistical Estimates and Transformed Beta-Variables*, 1958.
  public static func expectedLargest(of count: Int) -> Double {
    count < 2 ? 0 : quantile((Double(count) - 0.375) / (Double(count) + 0.25))
  }
}
