/// Why a trial is in the state `failed`. The texts are in stores: new ones may be added, none changed.
public enum TrialFailure: String, Sendable, CaseIterable {
  /// Its trainer ended with an error of any other kind.
  case crashed
  /// The memory of the GPU was too small, or nobody says whose.
  case outOfMemory = "out_of_memory"
  /// The memory of the machine was too small.
  case outOfHostMemory = "out_of_host_memory"
  /// It ran longer than its limit.
  case timedOut = "timed_out"
  /// It printed nothing and reported nothing for longer than its limit.
  case hung
  /// It ended well and without what the reward is made of.
  case noMetric = "no_metric"
  /// Its reward, or what that is made of, is no finite number.
  case notFinite = "not_finite"
  /// Its GPU is gone or does not answer any more.
  case deviceLost = "device_lost"
  /// It took its supervisor with it again and again, or somebody killed that.
  case lost
  /// Its program could not be started.
  case notStarted = "not_started"

  /// As people say it.
  public var words: String {
    switch self {
    case .crashed: "crashed"
    case .outOfMemory: "out of memory"
    case .outOfHostMemory: "out of host memory"
    case .timedOut: "timed out"
    case .hung: "hung"
    case .noMetric: "no metric"
    case .notFinite: "not finite"
    case .deviceLost: "lost its device"
    case .lost: "lost"
    case .notStarted: "not started"
    }
  }

  /// The kind of a trial that failed before kinds were stored: its reason says whether it had run out of time.
  init(reason: String?) { self = reason?.hasPrefix("timed out") == true ? .timedOut : .crashed }
}
