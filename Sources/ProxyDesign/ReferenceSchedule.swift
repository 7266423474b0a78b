/// How reference models are trained and thinned out by rounds: every round goes on where the last one stopped.
///
/// Each round but the last costs as much as one full training, shared by its models: with 30, 25, 20, 15 and 10 models
/// these have done 3.33, 7.33, 12.33, 19 and 100 % of a full training, which together is 12.1 full trainings.
public struct ReferenceSchedule: Sendable, Equatable {
  /// A round: train this many models on, up to this share, then drop.
  public struct Round: Sendable, Equatable {
    /// Models that are planned to be in it, fewer where more failed before than were to be dropped.
    public let models: Int
    /// How much of a full training each has done at its end, 0 to 100.
    public let percent: Double
    /// How many models are to be left for the next round; of the last, its own.
    public let kept: Int
  }

  /// A schedule that cannot be.
  public struct Impossible: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
  }

  public let start: Int
  public let final: Int
  public let drops: Int
  public let rounds: [Round]

  /// Plans rounds.
  ///
  /// - Parameters:
  ///   - start: models to begin with.
  ///   - final: models to train in full, at least ``ScorePairs/fewest``: fewer give no correlation.
  ///   - drops: how many models to drop after each round, at least 1.
  /// - Throws: ``Impossible`` where these numbers make no schedule.
  public init(start: Int = 30, final: Int = 10, drops: Int = 5) throws {
    guard final >= ScorePairs.fewest else {
      throw Impossible(
        description:
          "\(final) final reference models: a correlation needs at least \(ScorePairs.fewest), better 10")
    }
    guard start >= final else {
      throw Impossible(description: "\(start) reference models cannot be thinned out to \(final): start with more")
    }
    guard drops > 0 else { throw Impossible(description: "\(drops) models to drop a round: drop at least 1") }
    var (rounds, models, percent) = ([Round](), start, 0.0)
    while models > final {
      // With few models a share of a full training would exceed one.
      percent = min(percent + 100 / Double(models), 100)
      let kept = max(final, models - drops)
      rounds.append(Round(models: models, percent: percent, kept: kept))
      models = kept
    }
    rounds.append(Round(models: final, percent: 100, kept: final))
    (self.start, self.final, self.drops, self.rounds) = (start, final, drops, rounds)
  }

  /// What all rounds cost if none fails, in full trainings.
  public var cost: Double {
    var (cost, done) = (0.0, 0.0)
    for round in rounds {
      cost += Double(round.models) * (round.percent - done) / 100
      done = round.percent
    }
    return cost
  }

  /// Failures up to which the selection goes on: a fifth of the models it starts with.
  public var maxFailed: Int { start / 5 }
}
