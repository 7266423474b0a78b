/// What a trained architecture is worth.
public struct Score: Sendable, Hashable {
  /// What a search with one aim maximises.
  public let reward: Double
  /// The value of each objective, turned so that greater is better; none in a search that has only a reward.
  public let objectives: [Double]
  /// By how much each hard limit is exceeded, as a share of the limit; 0 or less where it is kept.
  public let excesses: [Double]

  /// Makes a score.
  public init(reward: Double, objectives: [Double] = [], excesses: [Double] = []) {
    self.reward = reward
    self.objectives = objectives
    self.excesses = excesses
  }

  /// Whether every number is one.
  public var isFinite: Bool {
    reward.isFinite && objectives.allSatisfy(\.isFinite) && excesses.allSatisfy(\.isFinite)
  }

  /// Whether every hard limit is kept.
  public var isWithinLimits: Bool { excesses.allSatisfy { $0 <= 0 } }

  /// The sum of what exceeds the limits.
  public var totalExcess: Double { excesses.reduce(0) { $0 + max(0, $1) } }

  /// Where it stands among other scores of the search.
  public var standing: Standing { Standing(excess: totalExcess, reward: reward) }
}

/// The order of scores under hard limits: what keeps them comes first, by its reward; what does not comes by how little it
/// exceeds them.
///
/// Deb, *An efficient constraint handling method for genetic algorithms*, CMAME 186, 2000. A controller that compares
/// standings in place of rewards keeps to the limits without knowing of them.
public struct Standing: Sendable, Hashable, Comparable {
  /// By how much the limits are exceeded in all; 0 where they are kept.
  public let excess: Double
  /// Greater is better.
  public let reward: Double

  /// Makes a standing.
  public init(excess: Double = 0, reward: Double) {
    self.excess = excess
    self.reward = reward
  }

  /// Whether the first is worse.
  public static func < (one: Standing, other: Standing) -> Bool {
    if one.excess != other.excess { return one.excess > other.excess }
    return one.excess == 0 && one.reward < other.reward
  }
}
