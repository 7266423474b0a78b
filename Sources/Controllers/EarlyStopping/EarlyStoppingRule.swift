/// Decides from the curves of a search's trials which running ones are not worth their time.
///
/// A rule is a value without a clock and without chance: told the same reports and ends in the same order, it decides
/// the same. So a resumed search replays what it has stored. Values are turned so that greater is better. To add a
/// rule, write it in a file of its own and give it a function in `nas.early_stopping`.
public protocol EarlyStoppingRule: Sendable {
  /// Its name in scripts and in messages.
  var name: String { get }

  /// Told of every trial that has ended, and learns from those that were trained to their end.
  mutating func end(_ curve: LearningCurve, trial: Int, isCompleted: Bool)

  /// Looks at a trial that has just reported.
  ///
  /// - Parameter watch: what the curve shows, for wording the reason.
  /// - Returns: why it should end, as in "its accuracy 0.41 is below the median 0.55 of 20 trials", or nil.
  mutating func judge(_ curve: LearningCurve, trial: Int, watch: MetricWatch) -> String?
}
