import PlainJSON

/// How a trial's process ended: the contents of its `exit.json`. A code other than 0 is a result and no error.
public struct ExitRecord: Sendable, Equatable {
  /// The ways in which a trainer ends.
  public enum Outcome: Sendable, Equatable {
    case exited(code: Int)
    case signalled(signal: Int)
    case timedOut
    /// Ended on request.
    case stopped
    case notStarted(reason: String)

    /// Whether SIGKILL ended it: itself, or what a wrapper such as a shell or `srun` waited for.
    var isKill: Bool { self == .signalled(signal: 9) || self == .exited(code: 128 + 9) }
  }

  public var outcome: Outcome
  /// Seconds since 1970.
  public var startedAt: Double
  public var endedAt: Double
  /// The largest resident size of any one process of the trial, in bytes.
  public var peakMemory: Int
  public var userSeconds: Double
  public var systemSeconds: Double
  /// Whether it was killed while the kernel killed for want of memory.
  public var wasKilledForMemory: Bool = false
}

extension ExitRecord {
  var json: JSON {
    var members: [String: JSON] = [
      "started": .number(startedAt), "ended": .number(endedAt), "peak_memory_bytes": .integer(peakMemory),
      "user_seconds": .number(userSeconds), "system_seconds": .number(systemSeconds),
    ]
    if wasKilledForMemory { members["killed_for_memory"] = true }
    switch outcome {
    case .exited(let code): members.merge(["how": "exited", "code": .integer(code)]) { $1 }
    case .signalled(let signal): members.merge(["how": "signalled", "signal": .integer(signal)]) { $1 }
    case .timedOut: members["how"] = "timed_out"
    case .stopped: members["how"] = "stopped"
    case .notStarted(let reason): members.merge(["how": "not_started", "reason": .string(reason)]) { $1 }
    }
    return .object(members)
  }

  init?(json: JSON) {
    guard let startedAt = json["started"]?.doubleValue, let endedAt = json["ended"]?.doubleValue else {
      return nil
    }
    switch json["how"]?.stringValue {
    case "exited": outcome = .exited(code: json["code"]?.intValue ?? 0)
    case "signalled": outcome = .signalled(signal: json["signal"]?.intValue ?? 0)
    case "timed_out": outcome = .timedOut
    case "stopped": outcome = .stopped
    case "not_started": outcome = .notStarted(reason: json["reason"]?.stringValue ?? "")
    default: return nil
    }
    self.startedAt = startedAt
    self.endedAt = endedAt
    peakMemory = json["peak_memory_bytes"]?.intValue ?? 0
    userSeconds = json["user_seconds"]?.doubleValue ?? 0
    systemSeconds = json["system_seconds"]?.doubleValue ?? 0
    wasKilledForMemory = json["killed_for_memory"]?.boolValue ?? false
  }
}
