import Foundation
import PlainJSON

/// Ending a search before its trials are used up.
extension SearchRunner {
  /// Why there is no reward. Only a program has a file for its metrics.
  func reason(of error: any Error) -> String {
    guard case .command = definition.trainer, case RewardError.noMetric(_, let reported) = error, reported.isEmpty
    else { return String(describing: error) }
    return "\(error); it must append JSON lines to the file in LUNAS_METRICS"
  }

  /// What may end a search before its trials are used up.
  enum Ending {
    /// Nothing new is started; what runs comes to its end.
    case finishing(SearchOutcome)
    /// What runs is being ended.
    case ending(SearchOutcome)

    var outcome: SearchOutcome {
      switch self {
      case .finishing(let outcome), .ending(let outcome): outcome
      }
    }
  }

  func checkRules() async {
    view.running = running.count
    view.elapsed = elapsedBefore + watch.seconds
    for rule in rules {
      do {
        // In a task of its own, which an interrupt cancels.
        let answer = Task { [view] in try await rule.decide(view) }
        guard let reason = try await interruption.ending(answer) else { continue }
        let words = "\(rule.name): \(reason)"
        try environment.store.log(
          search: record.id, trial: nil, kind: "stop_rule",
          payload: ["rule": .string(rule.name), "reason": .string(reason), "ended": .integer(view.ended)])
        return await end(.ending(rule.isFailure ? .failed(reason: words) : .completed(reason: words)))
      } catch {
        if interruption.isSet { return await obey() }
        // A broken rule must not end a search of days; it is shown once and the others go on.
        guard failedRules.insert(rule.name).inserted else { continue }
        let notice = "the stop rule \(rule.name) failed and is ignored: \(error)"
        try? environment.store.log(
          search: record.id, trial: nil, kind: "stop_rule_failed", payload: .string(notice))
        await listener(.notice(name: record.name, trial: nil, notice))
      }
    }
  }

  /// Ends the search as interrupted, also one whose controller has failed and whose last trials still run.
  func obey() async {
    if case .ending = ending { return }
    controllerFailure = nil
    await end(.ending(.interrupted))
  }

  func end(_ new: Ending) async {
    if case .ending = ending { return }
    ending = new
    await launcher.stopAll()
    for task in functions.values { task.cancel() }
    await stopMeasuring()
  }
}
