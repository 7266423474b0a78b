/// Why a trial is in the state `failed`.
public enum TrialFailure: String, Sendable, CaseIterable {
  /// Its trainer ended with an error of any other kind.
  case crashed
  /// The memory of the GPU or of the machine was too small.
  case outOfMemory = "out_of_memory"
  /// It ran longer than its limit.
  case timedOut = "timed_out"

  /// As people say it.
  public var words: String {
    switch self {
    case .crashed: "crashed"
    case .outOfMemory: "out of memory"
    case .timedOut: "timed out"
    }
  }

  /// The kind of a trial that failed before kinds were stored: its reason says whether it had run out of time.
  init(reason: String?) { self = reason?.hasPrefix("timed out") == true ? .timedOut : .crashed }
}
