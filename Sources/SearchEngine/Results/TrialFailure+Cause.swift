import Launchers
import TrialStore

extension TrialFailure {
  /// The kind of a failure that a launcher tells of.
  init(_ cause: FailureCause) {
    switch cause {
    case .crashed: self = .crashed
    case .outOfMemory: self = .outOfMemory
    case .timedOut: self = .timedOut
    }
  }
}
