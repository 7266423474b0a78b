import Controllers
import SearchSpace
import TrialStore

/// A simulated search that has come to its end.
public struct SimulatedSearch: Sendable {
  /// Every trial in the order of the ends; those that were stopped because the search ended come last, by number.
  public let trials: [SimulatedTrial]
  /// How it ended.
  public let outcome: SearchOutcome
  /// The virtual seconds that it took.
  public let elapsed: Double

  /// The completed trial that stands best: of those that keep to the limits the one with the greatest reward; nil where
  /// none keeps to them.
  public var best: SimulatedTrial? {
    var best: SimulatedTrial?
    for trial in trials {
      if let score = trial.score, score.isWithinLimits, best?.score.map({ score.standing > $0.standing }) ?? true {
        best = trial
      }
    }
    return best
  }

  /// The virtual seconds of training that a watcher saved.
  public var saved: Double { trials.reduce(0) { $0 + $1.saved } }

  /// How many trials are in a state.
  public func count(_ state: TrialState) -> Int { trials.count { $0.state == state } }
}

/// A trial of a simulated search, at its end.
public struct SimulatedTrial: Sendable {
  /// Its number, from 1, in the order of the proposals.
  public let number: Int
  /// What it trained.
  public let architecture: Architecture
  /// `completed`, `failed`, `infeasible` or `stopped`.
  public let state: TrialState
  /// The last value of each metric.
  public let metrics: [String: Double]
  /// What it reported while it ran.
  public let measurements: [SimulatedMeasurement]
  /// What it is worth; nil unless it was completed.
  public let score: Score?
  /// Why it was not completed.
  public let reason: String?
  /// When it started and ended, in virtual seconds since the start of the search.
  public let started: Double
  public let ended: Double

  /// The virtual seconds that were saved because a watcher ended it early; 0 of all others.
  public let saved: Double

  /// The reward of what it had reached when it was ended early; nil of all others, and where that is worth nothing.
  public var partialReward: Double?

  /// What the controller was told: nil unless it was completed, or ended early with something to show.
  public var reward: Double? { score?.reward ?? partialReward }
}

/// What a simulated trial reported at one moment.
public struct SimulatedMeasurement: Sendable {
  /// The step, where the trainer named one.
  public let step: Int?
  /// Numbers by name.
  public let metrics: [String: Double]
  /// In virtual seconds since the start of the search.
  public let time: Double
}
