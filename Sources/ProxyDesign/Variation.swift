/// How far scores of repeats of one training lie apart: their coefficient of variation.
public enum Variation {
  /// A proxy task whose score varies more than this cannot be ranked by.
  public static let limit = 0.4

  /// The standard deviation as a share of the mean.
  ///
  /// The deviation is that of these values (divided by their number), and the mean counts without its sign, as a metric
  /// may be negative.
  ///
  /// - Returns: 0 for fewer than two values; nil where the mean is 0, or a value is not finite.
  public static func coefficient(of values: [Double]) -> Double? {
    guard values.allSatisfy(\.isFinite) else { return nil }
    if values.count < 2 { return 0 }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    guard mean != 0 else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / count).squareRoot() / mean.magnitude
  }
}
