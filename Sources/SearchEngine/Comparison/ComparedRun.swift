import Controllers

/// What one search of a comparison has reached, trial by trial.
public struct ComparedRun: Sendable {
  /// The judged reward of the best trial after 1, 2, ... ended trials; nil as long as none was completed within the
  /// limits. After its end a search stays where it was.
  public let reached: [Double?]
  /// Virtual seconds.
  public let elapsed: Double
  /// How many trials failed.
  public let failed: Int
  /// How many could not be trained.
  public let infeasible: Int
  /// How many have a reward.
  public let completed: Int
  /// How many of them keep to the limits.
  public let withinLimits: Int
  /// Why trials have no reward, with how many each reason has; without the reasons of those that were ended early.
  public let reasons: [String: Int]

  init(_ search: SimulatedSearch, trials count: Int, judge: Reward?) async throws {
    var (reached, best, value): ([Double?], Score?, Double?) = ([], nil, nil)
    reached.reserveCapacity(count)
    for trial in search.trials {
      if let score = trial.score, best.map({ score.standing > $0.standing }) ?? true {
        best = score
        if score.isWithinLimits { value = try await judge?.evaluate(trial.metrics) ?? score.reward }
      }
      reached.append(value)
    }
    while reached.count < count { reached.append(value) }
    self.reached = reached
    elapsed = search.elapsed
    (failed, infeasible) = (search.count(.failed), search.count(.infeasible))
    completed = search.count(.completed)
    withinLimits = search.trials.count { $0.score?.isWithinLimits ?? false }
    reasons = search.trials.reduce(into: [:]) { reasons, trial in
      guard trial.state == .failed || trial.state == .infeasible else { return }
      reasons[trial.reason ?? "no reason is given", default: 0] += 1
    }
  }

  /// The first number of trials after which at least a reward was reached.
  func trials(to reward: Double) -> Int? { reached.firstIndex { $0.map { $0 >= reward } ?? false }.map { $0 + 1 } }
}
