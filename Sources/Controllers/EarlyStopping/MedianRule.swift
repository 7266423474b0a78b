/// Ends a trial whose best value so far is worse than the median of what completed trials had on average by then.
///
/// At position t the best value of the trial is compared with the median of the running averages up to t of all
/// completed trials that came as far. It needs no model of the curves.
///
/// Golovin, Solnik, Moitra, Kochanski, Karro and Sculley, *Google Vizier: A Service for Black-Box Optimization*, KDD
/// 2017, section 3.1.2.
public struct MedianRule: EarlyStoppingRule {
  public let name = "median"
  private let minTrials: Int
  private var grace: Grace
  private var completed: [LearningCurve] = []
  /// Running averages of completed trials by position, each list made when a trial first asks for it.
  private var averages: [Int: SortedValues] = [:]

  /// Lists that are kept; a search whose trials report at ever new positions makes them anew.
  private static let listLimit = 2048

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - minTrials: completed trials that a comparison needs.
  ///   - minSteps: the position before which no trial is ended; by default a tenth of the way of completed trials.
  public init(minTrials: Int = 5, minSteps: Int? = nil) {
    self.minTrials = max(1, minTrials)
    grace = Grace(minSteps: minSteps, share: 0.1)
  }

  public mutating func end(_ curve: LearningCurve, trial: Int, isCompleted: Bool) {
    guard isCompleted, let last = curve.last else { return }
    completed.append(curve)
    grace.learn(from: curve)
    for position in averages.keys where position <= last.position {
      if let point = curve.point(at: position) { averages[position]?.insert(point.mean) }
    }
  }

  public mutating func judge(_ curve: LearningCurve, trial: Int, watch: MetricWatch) -> String? {
    guard let point = curve.last, !grace.covers(point.position), completed.count >= minTrials else { return nil }
    if averages[point.position] == nil { list(at: point.position) }
    guard let list = averages[point.position], list.count >= minTrials, let median = list.median,
      point.best < median
    else { return nil }
    return "its \(watch.metric) \(watch.text(point.best)) is \(watch.worse) the median \(watch.text(median)) of "
      + "\(list.count) trials"
  }

  private mutating func list(at position: Int) {
    if averages.count >= Self.listLimit { averages = [:] }
    var list = SortedValues()
    for curve in completed {
      if let last = curve.last, last.position >= position, let point = curve.point(at: position) {
        list.insert(point.mean)
      }
    }
    averages[position] = list
  }
}
