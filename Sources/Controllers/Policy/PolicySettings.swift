/// The settings of a controller that moves a policy along gradients.
public struct PolicySettings: Sendable, Equatable {
  /// How far one trial at its best moves the log-odds of what it decided.
  public var learningRate: Double
  /// How many trials end before the policy learns from them.
  public var batch: Int
  /// The weight of the entropy, which draws all decisions towards even odds, beside an advantage of at most 1.
  public var entropy: Double

  /// Makes settings; see ``reinforce`` and ``ppo``.
  public init(learningRate: Double, batch: Int, entropy: Double) {
    self.learningRate = learningRate
    self.batch = batch
    self.entropy = entropy
  }

  /// What left the least regret on NAS-Bench-201 and NAS-Bench-Graph.
  public static let reinforce = PolicySettings(learningRate: 0.6, batch: 5, entropy: 0.01)
  /// What left the least regret there with several passes over the trials.
  public static let ppo = PolicySettings(learningRate: 0.3, batch: 5, entropy: 0.01)
}
