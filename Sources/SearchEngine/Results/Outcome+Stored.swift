import Controllers
import TrialStore

extension TrialResult.Outcome {
  /// How a trial in the store ended, as far as a controller cares: the same in a replay as it was when it ended, because
  /// scores are computed from the metrics that were stored.
  ///
  /// - Returns: nil for a trial that has not ended.
  public init?(
    state: TrialState, reward: Double?, metrics: [String: Double], failure: TrialFailure?, goals: Goals
  ) {
    let score = reward.flatMap { try? goals.score(reward: $0, metrics: metrics) }
    switch state {
    case .completed: self = .completed(score ?? Score(reward: .nan))
    case .stopped: self = .stopped(score)
    case .infeasible: self = .infeasible
    case .failed: self = .failed(failure?.kind ?? .crashed)
    case .pending, .running: return nil
    }
  }
}
