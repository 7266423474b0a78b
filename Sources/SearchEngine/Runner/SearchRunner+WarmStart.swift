import Controllers
import PlainJSON
import SearchSpace
import TrialStore

/// Beginning with what earlier searches have learned.
extension SearchRunner {
  /// Tells the controller of the trials of earlier searches, which have numbers below 1. They are chosen and stored when
  /// the search begins: from then on nothing depends on the earlier searches.
  ///
  /// They count neither for stop rules nor for the status.
  ///
  /// - Returns: what is to be told of it.
  func beginWarm() async throws -> [String] {
    let notices = record.stage == 1 ? try await chooseEarlier() : []
    for trial in try environment.store.earlier(search: record.id) {
      let architecture = try architecture(trial.architecture)
      guard
        let outcome = TrialResult.Outcome(
          state: trial.state, reward: trial.reward, metrics: trial.metrics, failure: trial.failure,
          goals: definition.goals)
      else { continue }
      try controller.began(Proposal(number: trial.number, architecture: architecture))
      controller.tell(
        TrialResult(
          number: trial.number, architecture: architecture, outcome: outcome, metrics: trial.metrics))
    }
    return notices
  }

  /// Chooses and stores the trials of a search that has only begun.
  private func chooseEarlier() async throws -> [String] {
    let store = environment.store
    guard !definition.warmStart.isEmpty, try !store.hasWarmStart(search: record.id) else { return [] }
    guard try store.trials(search: record.id).isEmpty else {
      return ["warm_start is ignored: the search began without it"]
    }
    var chosen: [EarlierRecord] = []
    var notices: [String] = []
    var known: Set<WarmStartKey> = []
    for source in definition.warmStart {
      var count = WarmStartCount()
      // A search may have trained an architecture twice with the same result; a list has one trial twice by mistake.
      let before = known
      let isList = if case .trials = source { true } else { false }
      for trial in try source.trials(in: store) {
        guard let architecture = try? definition.space.architecture(of: trial.table) else {
          count.unfit += 1
          continue
        }
        let text = definition.space.text(of: architecture)
        let key = WarmStartKey(
          architecture: text, state: trial.state, reward: trial.reward, metrics: trial.metrics)
        if before.contains(key) || (isList && known.contains(key)) {
          count.repeated += 1
          continue
        }
        known.insert(key)
        var reward: Double?
        if trial.state == .completed {
          do { reward = try await rescored(trial) } catch {
            count.unscored += 1
            count.problem = count.problem ?? String(describing: error)
            continue
          }
        }
        count.taken += 1
        chosen.append(
          EarlierRecord(
            number: 0, architecture: text, state: trial.state, reward: reward,
            metrics: trial.metrics, failure: trial.failure))
      }
      notices.append(count.text(source))
    }
    if chosen.count > WarmStart.most {
      notices.append("of \(chosen.count) earlier trials the latest \(WarmStart.most) are taken over")
      chosen.removeFirst(chosen.count - WarmStart.most)
    }
    let numbered = chosen.enumerated().map { position, trial in
      EarlierRecord(
        number: position + 1 - chosen.count, architecture: trial.architecture, state: trial.state,
        reward: trial.reward, metrics: trial.metrics, failure: trial.failure)
    }
    try store.setEarlier(search: record.id, numbered, summary: .array(notices.map { .string($0) }))
    return notices
  }

  /// What an earlier trial is worth in this search: by its own reward of the trial's metrics, or as it was given where it
  /// comes without metrics. A reward of the earlier search that this one cannot compute is on another scale, and would
  /// mislead the controller.
  private func rescored(_ trial: EarlierTrial) async throws -> Double {
    let reward =
      if trial.metrics.isEmpty { trial.reward ?? .nan } else {
        try await definition.reward.value(of: trial.metrics)
      }
    guard reward.isFinite else { throw RewardError.notFinite(reward) }
    _ = try definition.goals.score(reward: reward, metrics: trial.metrics)
    return reward
  }
}
