import Foundation

/// How much better than a known target something is expected to be.
enum ExpectedImprovement {
  /// The logarithm of the expected improvement, which still tells bad from worse where the improvement itself is too small
  /// for a number.
  ///
  /// Jones, Schonlau and Welch 1998; Ament et al., *Unexpected Improvements to Expected Improvement*, NeurIPS 2023.
  static func logarithm(of prediction: GaussianProcess.Prediction, over best: Double) -> Double {
    let step = (prediction.mean - best) / prediction.deviation
    let density = exp(-step * step / 2) / (2 * Double.pi).squareRoot()
    if step > -5 { return log(prediction.deviation * (step * below(step) + density)) }
    // The first term of the asymptotic series: φ(s) / s².
    return log(prediction.deviation) - step * step / 2 - log(2 * Double.pi) / 2 - 2 * log(-step)
  }

  /// The logarithm of the probability that something keeps a limit, given what is expected to exceed it.
  static func logProbabilityWithin(_ prediction: GaussianProcess.Prediction) -> Double {
    let step = -prediction.mean / prediction.deviation
    if step > -5 { return log(below(step)) }
    return -step * step / 2 - log(2 * Double.pi) / 2 - log(-step)
  }

  /// The standard normal distribution function.
  private static func below(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }
}
