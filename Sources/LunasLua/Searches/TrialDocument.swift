import LuaHost
import PlainJSON
import SearchSpace
import TrialStore

/// A trial as scripts and `--format json` give it.
public enum TrialDocument {
  /// The members are id, state, architecture, metrics, reward, started, ended, attempt and, where there is one, failure,
  /// reason, source, within_limits, config and usage (peak_memory in bytes, cpu_seconds, cores that it could
  /// use, lost_output in bytes, devices, device_memory in bytes, shares_device, gpu).
  ///
  /// - Parameter isWithinLimits: whether it keeps to the limits of its search, where that has any.
  public static func json(_ trial: TrialRecord, in space: SearchSpace, isWithinLimits: Bool? = nil) -> JSON {
    var members: [String: JSON] = [
      "id": .integer(trial.number), "state": .string(trial.state.rawValue),
      "architecture": (try? space.architecture(text: trial.architecture)).map(space.table) ?? .null,
      "metrics": .object(trial.metrics.mapValues { .number($0) }),
      "reward": trial.reward.map { .number($0) } ?? .null, "started": trial.startedAt.map { .number($0) } ?? .null,
      "ended": trial.endedAt.map { .number($0) } ?? .null, "attempt": .integer(trial.attempt),
    ]
    members["failure"] = trial.failure.map { .string($0.rawValue) }
    members["within_limits"] = isWithinLimits.map { .bool($0) }
    members["reason"] = trial.reason.map { .string($0) }
    if let config = trial.overrides?["config"] { members["config"] = config }
    members["usage"] = trial.usage
    members["source"] = trial.source.map { .integer($0) }
    return .object(members)
  }

  static let luaType = LuaRecordType(
    "Trial", "A trial of a search: one training of one architecture.",
    fields: [
      .init("id", "its number", "integer"),
      .init("state", "where it stands", TrialState.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|")),
      .init("architecture", "the decided table", "any"),
      .init("metrics", "the last value of each metric", "table<string, number>"),
      .init("reward", "what the controller was told", "number?"),
      .init("started", "seconds since 1970", "number?"),
      .init("ended", "seconds since 1970", "number?"),
      .init("attempt", "how many times it was started", "integer"),
      .init(
        "failure", "how it failed, where it did",
        TrialFailure.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|") + "|nil"),
      .init("reason", "why it failed, was stopped, or cannot be trained", "string?"),
      .init("within_limits", "whether it keeps to the limits of the search, where that has any", "boolean?"),
      .init(
        "config", "the values of {config.KEY} that on_failure changed for its last attempt", "table<string, any>?"),
      .init(
        "usage",
        "what it used: peak_memory (bytes), cpu_seconds, devices (ids), gpu (mean_utilisation, peak_memory and more)",
        "table<string, any>?"),
      .init("source", "the trial of stage 1 that it trains fully", "integer?"),
    ])
}
