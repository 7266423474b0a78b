import Controllers
import TrialStore

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
  /// Trials whose trainers failed; see ``failures``.
  public internal(set) var failed = 0
  /// The failed trials by their kind.
  public internal(set) var failures: [TrialFailure: Int] = [:]
  /// Trials whose architecture cannot be trained, as their trainers say; they do not count as failed.
  public internal(set) var infeasible = 0
  /// How many of ``infeasible`` broke the limit of a measure, by its metric.
  public internal(set) var infeasibleBy: [String: Int] = [:]
  /// Trials that were ended from outside.
  public internal(set) var stopped = 0
  /// What early stopping did; trials that it ended are among ``stopped``.
  public internal(set) var earlyStopping = EarlyStoppingSavings()
  /// The completed trials' rewards in the order in which they ended.
  public internal(set) var rewards: [Double] = []
  /// Where each of them stands under the limits of the search.
  public internal(set) var standings: [Standing] = []
  /// The completed trial with the greatest reward among those within the limits of the search.
  public internal(set) var best: Scored?
  /// Seconds that the search has run, over all its resumptions.
  public internal(set) var elapsed = 0.0

  /// Makes the view of a search without trials; see ``add(_:_:)``.
  public init(maxTrials: Int = 0) { self.maxTrials = maxTrials }

  /// ``failures`` by the names that scripts use, each kind among them.
  public var failuresByName: [String: Int] {
    Dictionary(uniqueKeysWithValues: TrialFailure.allCases.map { ($0.rawValue, failures[$0] ?? 0) })
  }

  /// How many trials have ended, however.
  public var ended: Int { completed + failed + infeasible + stopped }

  /// Takes in one ended trial.
  ///
  /// - Parameter failure: why it failed, where more is known of that than controllers are told.
  public mutating func add(_ number: Int, _ outcome: TrialResult.Outcome, failure: TrialFailure? = nil) {
    switch outcome {
    case .completed(let score): add(number, score)
    case .failed(let kind):
      failed += 1
      failures[failure ?? TrialFailure(kind), default: 0] += 1
    case .infeasible: infeasible += 1
    case .stopped: stopped += 1
    }
  }

  /// Takes in one completed trial of a search without limits.
  public mutating func add(_ number: Int, reward: Double) { add(number, .completed(reward: reward)) }

  /// Takes in one failed trial.
  public mutating func addFailure(_ kind: FailureKind = .crashed) { add(0, .failed(kind)) }

  private mutating func add(_ number: Int, _ score: Score) {
    completed += 1
    guard score.isFinite else { return }
    rewards.append(score.reward)
    standings.append(score.standing)
    if score.isWithinLimits, best.map({ score.reward > $0.reward }) ?? true {
      best = Scored(number: number, reward: score.reward)
    }
  }
}
