/// Between which values a coefficient lies, told by drawing the same things again and again with replacement.
///
/// Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapters 13 and 14; it gives what
/// `scipy.stats.bootstrap` gives for the same resamples. With few things an interval is too narrow where they agree
/// well: of ten things, a nominal 95 % held the true coefficient in 95 to 98 % of simulated cases, of six things in
/// 97 % where the true tau was 0 and in 69 % where it was 0.84. All resamples of full agreement agree fully, so that
/// then the interval has no width.
public struct BootstrapInterval: Sendable, Equatable {
  /// How an interval is taken from the resamples.
  public enum Method: String, Sendable, CaseIterable {
    /// Between two percentiles of the resamples: always defined, and as good for Kendall's tau as the other.
    case percentile
    /// Bias-corrected and accelerated; undefined where all resamples lie on one side, or none differs.
    case bca
  }

  public let low: Double
  public let high: Double
  /// The share of such intervals that should hold the true coefficient, such as 0.95.
  public let confidence: Double
  /// How it was made: by percentiles also where ``Method/bca`` was asked for and is undefined.
  public let method: Method
  /// Resamples that it comes from: those that have a coefficient, as one thing drawn every time has no order.
  public let resamples: Int

  /// The interval of Kendall's tau-b; nil where the lists, or all resamples, have no coefficient.
  ///
  /// - Parameters:
  ///   - first, second: as many numbers each.
  ///   - confidence: above 0 and below 1.
  ///   - resamples: how many to draw, at least 1.
  ///   - seed: of the draws; the same seed gives the same interval.
  public init?(
    kendall first: [Double], _ second: [Double], confidence: Double = 0.95, method: Method = .percentile,
    resamples: Int = 1000, seed: UInt64 = 0
  ) {
    precondition(first.count == second.count, "as many numbers on both sides")
    precondition(confidence > 0 && confidence < 1 && resamples > 0, "a confidence between 0 and 1, and resamples")
    let coefficient = KendallTau.coefficient(first, second)
    if coefficient.isNaN { return nil }
    let drawn = Resampling.coefficients(first, second, count: resamples, seed: seed)
    guard !drawn.isEmpty else { return nil }
    let tail = (1 - confidence) / 2
    let shares =
      method == .bca ? Resampling.correctedShares(first, second, coefficient, drawn, tail: tail) : nil
    self.method = shares == nil ? .percentile : .bca
    let sorted = drawn.sorted()
    low = Resampling.percentile(sorted, shares?.low ?? tail)
    high = Resampling.percentile(sorted, shares?.high ?? 1 - tail)
    self.confidence = confidence
    self.resamples = drawn.count
  }
}
