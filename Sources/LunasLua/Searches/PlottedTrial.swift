import SearchEngine
import TrialStore

/// What ``RewardPlot`` shows of a trial.
public protocol PlottedTrial {
  /// Its number, from 1.
  var number: Int { get }
  /// Where it stands.
  var state: TrialState { get }
  /// What the controller was told.
  var reward: Double? { get }
}

extension TrialRecord: PlottedTrial {}
extension SimulatedTrial: PlottedTrial {}
