/// Reference models on their way through a ``ReferenceSchedule``.
///
/// It is a value that only the outcomes of its rounds change: hearing the same outcomes again leads to the same models,
/// so that a selection is resumed by replaying them.
public struct ReferenceSelection: Sendable, Equatable {
  public let schedule: ReferenceSchedule
  /// The round that comes next, from 0; as many as there are rounds once all are done.
  public private(set) var round = 0
  /// The models in the race, as indices from 0 to `schedule.start`.
  public private(set) var models: [Int]
  /// Those that were dropped after each round that is done, in the order in which they were; failed ones first.
  public private(set) var dropped: [[Int]] = []
  /// Models that failed, in all rounds.
  public private(set) var failed: [Int] = []

  public init(_ schedule: ReferenceSchedule) {
    self.schedule = schedule
    models = Array(0..<schedule.start)
  }

  /// What to train next: the models and up to which percent; nil once it is done or has failed.
  public var next: ReferenceSchedule.Round? {
    state == .running ? schedule.rounds[round] : nil
  }

  /// Where a selection stands.
  public enum State: Sendable, Equatable {
    case running
    /// ``ReferenceSelection/models`` are the reference models.
    case done
    /// More failed than ``ReferenceSchedule/maxFailed``, or too few are left: the search space or the trainer needs
    /// attention first.
    case tooManyFailed
  }

  public var state: State {
    if failed.count > schedule.maxFailed || models.count < ScorePairs.fewest { return .tooManyFailed }
    return round == schedule.rounds.count ? .done : .running
  }

  /// Hears how a round went, and drops.
  ///
  /// Failed models count toward the drops of the round. Where more fail than are to be dropped, the next round has
  /// fewer models and drops fewer, so that as many as can be reach the end.
  ///
  /// - Parameter scores: one for each of ``models``, in their order; without accuracy those that failed.
  public mutating func hear(_ scores: [ScoredModel]) {
    precondition(scores.count == models.count, "a score for each model of the round")
    guard let next else { return }
    let order = DropRule.order(scores, dropping: max(0, models.count - next.kept))
    let failures = DropRule.order(scores, dropping: 0)
    failed += failures.map { models[$0] }
    dropped.append(order.map { models[$0] })
    let gone = Set(order)
    models = models.indices.filter { !gone.contains($0) }.map { models[$0] }
    round += 1
  }
}
