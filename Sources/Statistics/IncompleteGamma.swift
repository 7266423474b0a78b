import Foundation

/// The regularised upper incomplete gamma function, from which the tails of the chi-squared distribution come.
///
/// The series and the continued fraction of the NIST *Digital Library of Mathematical Functions*, 8.11.4 and
/// 8.9.2, the latter by the modified method of Lentz; their common factor by ``LogParts``, so that tails far below
/// 1e-100 and thousands of degrees of freedom keep their digits.
public enum IncompleteGamma {
  /// Q(shape, x) = Γ(shape, x) / Γ(shape), for a shape above 0.
  public static func upper(shape: Double, _ value: Double) -> Double {
    if value.isNaN { return .nan }
    if value <= 0 { return 1 }
    if value == .infinity { return 0 }
    // x^a e^-x / Γ(a + 1)
    let exponent = -shape * LogParts.excess((value - shape) / shape) - LogParts.stirlingError(shape)
    let factor = exp(exponent) / (2 * Double.pi * shape).squareRoot()
    if value < shape + 1 { return max(0, 1 - factor * lowerSeries(shape, value)) }
    return min(1, factor * shape * upperFraction(shape, value))
  }

  private static func lowerSeries(_ shape: Double, _ value: Double) -> Double {
    var (sum, term, denominator) = (1.0, 1.0, shape)
    while term > sum * 0x1p-54 {
      denominator += 1
      term *= value / denominator
      sum += term
    }
    return sum
  }

  private static func upperFraction(_ shape: Double, _ value: Double) -> Double {
    let tiny = 1e-300
    var denominator = value + 1 - shape
    var (c, d) = (1 / tiny, 1 / denominator)
    var fraction = d
    var step = 1.0
    while true {
      let numerator = -step * (step - shape)
      denominator += 2
      d = denominator + numerator * d
      if d.magnitude < tiny { d = tiny }
      c = denominator + numerator / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      fraction *= d * c
      if (d * c - 1).magnitude < 0x1p-51 { return fraction }
      step += 1
    }
  }
}
