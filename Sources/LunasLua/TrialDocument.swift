import PlainJSON
import SearchSpace
import TrialStore

/// A trial as scripts and `--format json` give it.
public enum TrialDocument {
  /// The members are id, state, architecture, metrics, reward, started, ended, attempt and, where there is one, reason
  /// and source.
  public static func json(_ trial: TrialRecord, in space: SearchSpace) -> JSON {
    var members: [String: JSON] = [
      "id": .integer(trial.number), "state": .string(trial.state.rawValue),
      "architecture": Architecture(text: trial.architecture).map(space.table) ?? .null,
      "metrics": .object(trial.metrics.mapValues { .number($0) }),
      "reward": trial.reward.map { .number($0) } ?? .null, "started": trial.startedAt.map { .number($0) } ?? .null,
      "ended": trial.endedAt.map { .number($0) } ?? .null, "attempt": .integer(trial.attempt),
    ]
    members["reason"] = trial.reason.map { .string($0) }
    members["source"] = trial.source.map { .integer($0) }
    return .object(members)
  }
}
