import Controllers
import Launchers
import TrialStore

extension TrialFailure {
  /// The kind of a failure that a launcher tells of.
  init(_ cause: FailureCause) {
    switch cause {
    case .crashed: self = .crashed
    case .outOfMemory: self = .outOfMemory
    case .outOfHostMemory: self = .outOfHostMemory
    case .deviceLost: self = .deviceLost
    case .timedOut: self = .timedOut
    case .hung: self = .hung
    case .notStarted: self = .notStarted
    }
  }

  /// The kind of a trial that ended well and has no reward.
  init(_ error: any Error) {
    switch error {
    case RewardError.noMetric: self = .noMetric
    case RewardError.notFinite: self = .notFinite
    case RewardError.negativeInProduct(_, let value), RewardError.notPositiveInProduct(_, let value):
      self = value.isFinite ? .crashed : .notFinite
    case let error as GoalError: self = error.isMissing ? .noMetric : .notFinite
    default: self = .crashed
    }
  }

  /// What controllers are told: whether an architecture asks for too much memory or time, or is not to blame.
  var kind: FailureKind {
    switch self {
    case .outOfMemory, .outOfHostMemory: .outOfMemory
    case .timedOut: .timedOut
    case .deviceLost, .lost, .notStarted: .machine
    case .crashed, .hung, .noMetric, .notFinite: .crashed
    }
  }

  /// The kind of a failure of which no more is known than what controllers are told.
  init(_ kind: FailureKind) {
    switch kind {
    case .crashed: self = .crashed
    case .outOfMemory: self = .outOfMemory
    case .timedOut: self = .timedOut
    case .machine: self = .lost
    }
  }
}
