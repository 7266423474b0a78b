/// A rule at work: it keeps the curves of the trials that run, and asks the rule about each report.
///
/// ```swift
/// var stopper = EarlyStopper(MedianRule(), watching: MetricWatch(metric: "accuracy", direction: .maximize))
/// let decision = stopper.report(trial: 7, step: 3, metrics: ["accuracy": 0.4])
/// stopper.end(trial: 7, isCompleted: false)
/// ```
///
/// It has neither clock nor process: the same calls in the same order give the same decisions.
public struct EarlyStopper: Sendable {
  /// That a trial should end.
  public struct Decision: Sendable, Hashable {
    /// The rule's name.
    public let rule: String
    /// Where the trial was.
    public let step: Int
    /// Why, in words, with the rule's name and the step.
    public let reason: String

    /// Makes a decision.
    public init(rule: String, step: Int, reason: String) {
      self.rule = rule
      self.step = step
      self.reason = reason
    }
  }

  /// What it looks at.
  public let watch: MetricWatch
  private var rule: any EarlyStoppingRule
  private var curves: [Int: LearningCurve] = [:]
  /// The farthest position that a completed trial ended at.
  private var end: Int?

  /// Makes it for a search without trials.
  public init(_ rule: any EarlyStoppingRule, watching watch: MetricWatch) {
    self.rule = rule
    self.watch = watch
  }

  /// The rule's name.
  public var name: String { rule.name }

  /// Takes in a report of a running trial and says whether the trial should end. A report without the watched metric
  /// changes nothing, and a trial that has come as far as any goes on to its end.
  public mutating func report(trial: Int, step: Int?, metrics: [String: Double]) -> Decision? {
    guard let reading = watch.reading(step: step, metrics: metrics) else { return nil }
    curves[trial, default: LearningCurve()].report(step: reading.step, value: reading.value)
    guard let curve = curves[trial], let position = curve.last?.position,
      let reason = rule.judge(curve, trial: trial, watch: watch), end.map({ position < $0 }) ?? true
    else { return nil }
    return Decision(rule: rule.name, step: position, reason: "\(rule.name): at step \(position) \(reason)")
  }

  /// Forgets what a trial reported: it is started again from the beginning.
  public mutating func restart(trial: Int) { curves[trial] = nil }

  /// Told of every ended trial; the rule learns from those that were trained to their end.
  public mutating func end(trial: Int, isCompleted: Bool) {
    guard let curve = curves.removeValue(forKey: trial), let last = curve.last else { return }
    rule.end(curve, trial: trial, isCompleted: isCompleted)
    if isCompleted { end = max(end ?? last.position, last.position) }
  }
}
