import Statistics

/// Whether stage 1 chose what stage 2 confirms: rewards of the same architectures in both stages.
///
/// Stage 2 trains longer and is measured on other data, so its rewards should be higher, in the same order. Where
/// they are lower, or in another order than chance explains, the split misled the search.
public struct StageBias: Sendable, Equatable {
  /// The rewards of one architecture; larger is better.
  public struct Pair: Sendable, Equatable {
    public var stage1: Double
    public var stage2: Double

    /// Describes a pair.
    public init(stage1: Double, stage2: Double) {
      self.stage1 = stage1
      self.stage2 = stage2
    }
  }

  /// Pairs of which both rewards are numbers.
  public let count: Int
  /// Agreement on the order, from -1 to 1; NaN where rewards do not differ.
  public let spearman: Double
  public let kendall: KendallTau
  /// Stage 1 less stage 2, on average, with its standard error.
  public let meanGap: Double
  public let gapError: Double
  /// How much more the best of stage 1 fell than the mean: the winner's curse. NaN without pairs.
  public let optimism: Double
  /// What chance alone adds to the best of all that were searched, at most: the expected maximum of their errors.
  public let expectedOptimism: Double?
  /// What the best of stage 2 has more than the best of stage 1 has there.
  public let regret: Double
  /// The standard error of an accuracy in stage 1, and what rewards of stage 1 deviate by.
  public let noise: Double?
  public let spread: Double
  public let verdict: DataCheck.Verdict
  /// What that means, sentence by sentence.
  public let words: [String]

  /// The order agrees from here on: the correlation that a proxy task is usually asked for.
  public static let goodTau = 0.65

  /// Compares rewards.
  ///
  /// - Parameters:
  ///   - pairs: of each architecture that both stages trained.
  ///   - validationSize: items in stage 1's validation, where rewards are accuracies; nil where they are something
  ///     else.
  ///   - searched: how many trials the pairs were the best of; by default as many as there are pairs.
  public init(_ pairs: [Pair], validationSize: Int? = nil, searched: Int? = nil) {
    let pairs = pairs.filter { $0.stage1.isFinite && $0.stage2.isFinite }
    let (first, second) = (pairs.map(\.stage1), pairs.map(\.stage2))
    let gaps = pairs.map { $0.stage1 - $0.stage2 }
    count = pairs.count
    spearman = RankCorrelation.spearman(first, second)
    kendall = KendallTau(first, second)
    let (mean, deviation) = Self.moments(gaps)
    (meanGap, gapError) = (mean, deviation / Double(max(count, 1)).squareRoot())
    spread = Self.moments(first).deviation
    if let winner = pairs.max(by: { $0.stage1 < $1.stage1 }) {
      optimism = winner.stage1 - winner.stage2 - mean
      regret = (second.max() ?? .nan) - winner.stage2
    } else {
      (optimism, regret) = (.nan, .nan)
    }
    let level = Self.moments(first).mean
    noise = validationSize.flatMap { size in
      size > 0 && level >= 0 && level <= 1 ? (level * (1 - level) / Double(size)).squareRoot() : nil
    }
    let trials = max(searched ?? pairs.count, pairs.count)
    expectedOptimism = noise.map { $0 * NormalDistribution.expectedLargest(of: trials) }
    let finding = Finding(
      count: count, tau: kendall, gap: meanGap, gapError: gapError, regret: regret, spread: spread, noise: noise,
      optimism: optimism, expectedOptimism: expectedOptimism)
    (verdict, words) = (finding.verdict, finding.words)
  }

  private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    guard !values.isEmpty else { return (.nan, .nan) }
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return (mean, .nan) }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count - 1)).squareRoot())
  }
}
