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
  /// Where stage 1's rewards are accuracies on the validation part of a split, its size tells how uncertain they are.
  public init?(_ full: SearchRecord, in store: TrialStore) throws {
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
    let search = try store.searches().first { $0.id == parent }.map { StoredSearch(json: $0.spec) }
    bias = StageBias(
      pairs.map(\.rewards),
      validationSize: search.flatMap { Self.areAccuracies(first, of: $0) ? $0.validationSize : nil },
      searched: first.count { $0.state == .completed && $0.reward != nil })
  }

  /// Whether rewards are shares of items that were right, as far as that can be told: each is the one metric that the search
  /// is after, which is called an accuracy and nothing more (a balanced one is no share of items), and lies from 0 to 1.
  static func areAccuracies(_ trials: [TrialRecord], of search: StoredSearch) -> Bool {
    guard let metric = search.json["reward"]?.stringValue else { return false }
    let words = metric.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let names: Set = ["accuracy", "acc", "top1"]
    let others: Set = ["val", "valid", "validation", "eval", "test", "top", "1"]
    guard words.contains(where: names.contains), words.allSatisfy({ names.contains($0) || others.contains($0) })
    else { return false }
    let rewarded = trials.filter { $0.reward != nil }
    return !rewarded.isEmpty
      && rewarded.allSatisfy { trial in
        trial.reward.map { 0...1 ~= $0 } == true && trial.metrics[metric] == trial.reward
      }
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
