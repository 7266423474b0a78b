import TrialStore

/// What the trials of a stored search tell of those that are to come. A time is that of the latest attempt, its start-up
/// included.
public struct SearchMeasurements: Sendable {
  /// Which search it was.
  public let name: String
  /// Hours of each completed trial.
  public let trialHours: [Double]
  /// The share of the ended trials that failed or could not be trained; nil before ten have ended.
  public let failureRate: Double?
  /// How long those took, as a share of what completed trials took in the mean; nil where there are none.
  public let failedShare: Double?
  /// The share of the training that early stopping saved; nil where it ended no trial.
  public let earlyStopping: Double?
  /// Rewards in the order in which trials ended.
  public let rewards: [Double]

  /// Reads what a search has stored so far.
  public init(_ search: SearchRecord, in store: TrialStore) throws {
    name = search.name
    let trials = try store.trials(search: search.id)
    let hours = { (states: Set<TrialState>) -> [Double] in
      trials.filter { states.contains($0.state) }.compactMap { trial in
        trial.startedAt.flatMap { start in trial.endedAt.map { max(0, $0 - start) / 3600 } }
      }
    }
    let mean = { (values: [Double]) in values.reduce(0, +) / Double(max(1, values.count)) }
    let (completed, without) = (hours([.completed]).filter { $0 > 0 }, hours([.failed, .infeasible]))
    trialHours = completed
    let counts = Dictionary(trials.map { ($0.state, 1) }, uniquingKeysWith: +)
    let failed = (counts[.failed] ?? 0) + (counts[.infeasible] ?? 0)
    let ended = trials.count { $0.state.isFinal }
    failureRate = ended >= 10 ? Double(failed) / Double(ended) : nil
    failedShare = without.isEmpty || completed.isEmpty ? nil : min(1, mean(without) / mean(completed))
    let savings = try EarlyStoppingSavings(of: search, in: store)
    earlyStopping = savings.saved.flatMap { saved in
      savings.trials > 0 && saved + savings.spent > 0 ? saved / (saved + savings.spent) : nil
    }
    rewards = trials.filter { $0.state == .completed }
      .sorted { ($0.endedAt ?? 0, $0.number) < ($1.endedAt ?? 0, $1.number) }.compactMap(\.reward)
  }
}
