import Statistics

/// Scores of the same models on two tasks, where both are known, and whether they are enough for a correlation.
public struct ScorePairs: Sendable, Equatable {
  /// Fewer pairs say nothing.
  public static let fewest = 5
  /// A smaller share of all models may be a choice of those that agree.
  public static let leastShare = 0.7

  /// Models, whether they have scores or not.
  public let total: Int
  /// The models with both scores, as indices.
  public let models: [Int]
  public let first: [Double]
  public let second: [Double]

  /// Pairs scores of as many models; nil, NaN and infinite ones are not known.
  public init(_ first: [Double?], _ second: [Double?]) {
    precondition(first.count == second.count, "as many scores on both sides")
    total = first.count
    let pairs = zip(first, second).enumerated().compactMap { index, pair -> (Int, Double, Double)? in
      guard let one = pair.0, let other = pair.1, one.isFinite, other.isFinite else { return nil }
      return (index, one, other)
    }
    (models, self.first, self.second) = (pairs.map(\.0), pairs.map(\.1), pairs.map(\.2))
  }

  /// Why scores have no correlation.
  public enum Problem: Error, Sendable, Equatable, CustomStringConvertible {
    case tooFew(valid: Int, total: Int, fewest: Int)
    case tooManyMissing(valid: Int, total: Int)
    /// All scores on one side are this one.
    case allEqual(isFirst: Bool, value: Double)

    public var description: String {
      switch self {
      case .tooFew(let valid, let total, let fewest):
        "\(valid) valid \(valid == 1 ? "pair" : "pairs") of \(total): a correlation needs at least \(fewest)"
      case .tooManyMissing(let valid, let total):
        "\(valid) valid pairs of \(total) are fewer than 70 %: those that are left may be a choice of the easy ones"
      case .allEqual(let isFirst, let value):
        "all \(isFirst ? "first" : "second") scores are \(value): they have no order to compare"
      }
    }
  }

  /// Why there is no correlation; nil where there is one.
  ///
  /// - Parameter fewest: pairs that there must be at least.
  public func problem(fewest: Int = Self.fewest) -> Problem? { shortage(fewest: fewest) ?? equality }

  /// Too few pairs of all.
  func shortage(fewest: Int = Self.fewest) -> Problem? {
    if models.count < fewest { return .tooFew(valid: models.count, total: total, fewest: fewest) }
    if Double(models.count) < Self.leastShare * Double(total) {
      return .tooManyMissing(valid: models.count, total: total)
    }
    return nil
  }

  private var equality: Problem? {
    for (scores, isFirst) in [(first, true), (second, false)] {
      if let score = scores.first, scores.allSatisfy({ $0 == score }) {
        return .allEqual(isFirst: isFirst, value: score)
      }
    }
    return nil
  }

  /// How far both agree on the order.
  ///
  /// - Throws: the ``Problem`` where they cannot be compared.
  public func correlation() throws(Problem) -> KendallTau {
    if let problem = problem() { throw problem }
    return KendallTau(first, second)
  }
}
