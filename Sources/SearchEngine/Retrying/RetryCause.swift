import Suggestions
import TrialStore

/// Why trials fail, by the short names that people know.
public enum RetryCause: String, Sendable, CaseIterable {
  /// The memory of the GPU or of the machine was too small.
  case outOfMemory = "oom"
  case timedOut = "timeout"
  /// It printed nothing and reported nothing for too long.
  case hung
  /// Its trainer ended with an error of any other kind.
  case crashed
  /// Its reward is no finite number.
  case notFinite = "nan"
  case noMetric = "no_metric"
  /// Its GPU is gone or broken.
  case deviceLost = "device"
  /// Its supervisor was killed, or the machine went down.
  case lost
  case notStarted = "not_started"
  case any

  /// Those after which another attempt may end otherwise. The others come again: the same training takes as long, gives
  /// the same NaN, reports as little, and a program that is not there is not there.
  public static let hopeful: Set<RetryCause> = [.outOfMemory, .hung, .crashed, .deviceLost]

  /// Reads a short name, or the text of a ``TrialFailure``.
  ///
  /// - Throws: `UnknownName` with the nearest short name.
  public init(name: String) throws(UnknownName) {
    if let cause = RetryCause(rawValue: name) ?? Self.allCases.first(where: { $0.failures.contains(name) }) {
      self = cause
    } else {
      throw UnknownName(kind: "cause of failure", name: name, known: Self.allCases.map(\.rawValue))
    }
  }

  /// The failures that it stands for, by their texts in the store; none for ``any``.
  private var failures: Set<String> {
    switch self {
    case .outOfMemory: ["out_of_memory", "out_of_host_memory"]
    case .timedOut: ["timed_out"]
    case .hung: ["hung"]
    case .crashed: ["crashed"]
    case .notFinite: ["not_finite"]
    case .noMetric: ["no_metric"]
    case .deviceLost: ["device_lost"]
    case .lost: [Self.lostTrial]
    case .notStarted: ["not_started"]
    case .any: []
    }
  }

  /// Whether a failure, by its text in the store, is of this cause.
  func covers(_ failure: String) -> Bool { self == .any || failures.contains(failure) }

  /// What the store calls a trial that was lost.
  static let lostTrial = "lost"
}
