import DataSplit
import PlainJSON
import TrialStore

/// What stage 2 says of stage 1: rewards of the same architectures in both.
public struct StageComparison: Sendable {
  /// Trials of stage 2 that are completed and have a reward in both stages, by number.
  public let pairs: [(source: Int, trial: Int, rewards: StageBias.Pair)]
  public let bias: StageBias

  /// Compares a search of stage 2 with the one whose best it trains; nil for a search of stage 1, and as long as no
  /// trial of stage 2 is completed. Rewards are what the controller maximises, so that greater is better also where
  /// a metric is minimised.
  ///
  /// - Parameter validationSize: items in stage 1's validation, where the reward is an accuracy and that is known.
  public init?(_ full: SearchRecord, in store: TrialStore, validationSize: Int? = nil) throws {
    guard full.stage == 2, let parent = full.parent else { return nil }
    let first = try store.trials(search: parent)
    let rewards = Dictionary(first.compactMap { trial in trial.reward.map { (trial.number, $0) } }) { $1 }
    pairs = try store.trials(search: full.id).compactMap { trial in
      guard trial.state == .completed, let own = trial.reward, let source = trial.source,
        let reward = rewards[source]
      else { return nil }
      return (source, trial.number, StageBias.Pair(stage1: reward, stage2: own))
    }
    if pairs.isEmpty { return nil }
    bias = StageBias(
      pairs.map(\.rewards), validationSize: validationSize,
      searched: first.count { $0.state == .completed && $0.reward != nil })
  }

  /// The verdict and what it means, in a paragraph.
  public var text: String {
    "stage 1 against stage 2: \(bias.verdict.rawValue)\n" + bias.words.map { "  \($0)\n" }.joined()
  }

  /// Verdict, words, statistics and the pairs; what is not known is null.
  public var json: JSON {
    let number = { (value: Double?) -> JSON in
      value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
    }
    return [
      "verdict": .string(bias.verdict.rawValue), "words": .array(bias.words.map { .string($0) }),
      "count": .integer(bias.count), "kendall": number(bias.kendall.coefficient),
      "kendall_p_value": number(bias.kendall.pValue), "spearman": number(bias.spearman),
      "mean_gap": number(bias.meanGap), "gap_error": number(bias.gapError), "optimism": number(bias.optimism),
      "expected_optimism": number(bias.expectedOptimism), "regret": number(bias.regret),
      "noise": number(bias.noise),
      "pairs": .array(
        pairs.map {
          [
            "source": .integer($0.source), "trial": .integer($0.trial), "stage1": .number($0.rewards.stage1),
            "stage2": .number($0.rewards.stage2),
          ]
        }),
    ]
  }
}
