/// Ends a search when it has seen enough.
public struct StopRule: Sendable {
  /// What it is called in messages and events.
  public let name: String
  /// Whether the search counts as failed when the rule ends it.
  public let isFailure: Bool
  /// Gives the reason to stop, in words, or nil to go on.
  public let decide: @Sendable (SearchView) async throws -> String?

  /// Makes a rule.
  public init(
    name: String, isFailure: Bool = false, decide: @escaping @Sendable (SearchView) async throws -> String?
  ) {
    self.name = name
    self.isFailure = isFailure
    self.decide = decide
  }
}

/// What a stop rule sees of a search.
public struct SearchView: Sendable {
  /// A trial and its reward.
  public struct Scored: Sendable, Equatable {
    public let number: Int
    public let reward: Double
  }

  /// How many trials the search may have.
  public internal(set) var maxTrials = 0
  /// How many are running now.
  public internal(set) var running = 0
  public internal(set) var completed = 0
  public internal(set) var failed = 0
  /// Ended from outside, or found infeasible.
  public internal(set) var otherwiseEnded = 0
  /// What early stopping did; trials that it ended are among ``otherwiseEnded``.
  public internal(set) var earlyStopping = EarlyStoppingSavings()
  /// The completed trials' rewards in the order in which they ended.
  public internal(set) var rewards: [Double] = []
  public internal(set) var best: Scored?
  /// Seconds that the search has run, over all its resumptions.
  public internal(set) var elapsed = 0.0

  /// Makes the view of a search without trials; see ``add(_:reward:)``.
  public init(maxTrials: Int = 0) { self.maxTrials = maxTrials }

  /// How many trials have ended, however.
  public var ended: Int { completed + failed + otherwiseEnded }

  /// Takes in one completed trial.
  public mutating func add(_ number: Int, reward: Double) {
    completed += 1
    rewards.append(reward)
    if best.map({ reward > $0.reward }) ?? true { best = Scored(number: number, reward: reward) }
  }

  /// Takes in one failed trial.
  public mutating func addFailure() { failed += 1 }
}
