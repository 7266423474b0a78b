/// Asynchronous successive halving, in the form that ends trials.
///
/// Trials are compared at rungs: positions that lie a factor `reduction` apart. Whoever comes to a rung and is not among
/// the best `1 / reduction` of those that have come there ends. Nobody waits for others.
///
/// Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht and Talwalkar, *A System for Massively Parallel
/// Hyperparameter Tuning*, MLSys 2020 (arXiv 1810.05934). A trial is compared by its best value up to the rung.
public struct ASHA: EarlyStoppingRule {
  public let name = "asha"
  private let reduction: Double
  private let minTrials: Int
  private var rungs: Rungs?

  /// The first rung as a share of the way that a completed trial went.
  private static let share = 1.0 / 9

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - reduction: how much farther each rung is, and of how many trials one goes on from it.
  ///   - minTrials: other trials that must have come to a rung before anybody is ended at it.
  ///   - minSteps: the position of the first rung; by default a ninth of the way that the first completed trial went,
  ///     and no trial is ended before one is completed.
  public init(reduction: Double = 3, minTrials: Int = 5, minSteps: Int? = nil) {
    self.reduction = max(1.01, reduction)
    self.minTrials = max(1, minTrials)
    rungs = minSteps.map { Rungs(first: Double($0), reduction: self.reduction) }
  }

  public mutating func end(_ curve: LearningCurve, trial: Int, isCompleted: Bool) {
    if rungs == nil, isCompleted, let last = curve.last, last.position > 0 {
      rungs = Rungs(first: Self.share * Double(last.position), reduction: reduction)
    }
    rungs?.end(curve, trial: trial)
  }

  public mutating func judge(_ curve: LearningCurve, trial: Int, watch: MetricWatch) -> String? {
    rungs?.pass(curve, trial: trial, minTrials: minTrials, watch: watch)
  }
}
