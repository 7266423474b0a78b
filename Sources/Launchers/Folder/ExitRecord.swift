import PlainJSON

/// How a trial's process ended: the contents of its `exit.json`. A code other than 0 is a result and no error.
public struct ExitRecord: Sendable, Equatable {
  /// The ways in which a trainer ends.
  public enum Outcome: Sendable, Equatable {
    case exited(code: Int)
    case signalled(signal: Int)
    case timedOut
    /// No output and no metric for as long as its limit says.
    case silent
    /// Its processes took more memory than its limit.
    case memoryLimit
    /// Ended on request.
    case stopped
    case notStarted(reason: String)
  }

  public var outcome: Outcome
  /// Seconds since 1970.
  public var startedAt: Double
  /// Never before the start, also where somebody set the clock.
  public var endedAt: Double
  /// In bytes: the largest resident size of any one process, or of all together where their memory is limited.
  public var peakMemory: Int
  public var userSeconds: Double
  public var systemSeconds: Double
  /// Whether it was killed while the kernel killed for want of memory.
  public var wasKilledForMemory = false
  /// Bytes that it printed and that are in no log.
  public var lostOutput = 0
}

extension ExitRecord {
  /// Reads what the supervisor wrote.
  init?(json: JSON) {
    guard let startedAt = json["started"]?.doubleValue, let endedAt = json["ended"]?.doubleValue else {
      return nil
    }
    switch json["how"]?.stringValue {
    case "exited": outcome = .exited(code: json["code"]?.intValue ?? 0)
    case "signalled": outcome = .signalled(signal: json["signal"]?.intValue ?? 0)
    case "timed_out": outcome = .timedOut
    case "silent": outcome = .silent
    case "memory_limit": outcome = .memoryLimit
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
    lostOutput = json["lost_output_bytes"]?.intValue ?? 0
  }
}
