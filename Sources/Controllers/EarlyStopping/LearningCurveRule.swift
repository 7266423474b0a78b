import Foundation

/// Ends a trial that is unlikely to end better than the best completed one, as its curve so far and those of completed
/// trials tell.
///
/// At position t, what completed trials gained from t to their end is regressed on their best value by t and on
/// their latest gain carried on over the doublings that are left, which is what a power law does for a while. The
/// prediction for the trial has the regression's uncertainty; the trial ends where the chance to beat the best is small.
/// As late starters are told by no model, so many trials go on whatever is predicted as are a fifth of all that began: those
/// that were best at t.
///
/// In the spirit of Domhan, Springenberg and Hutter, *Speeding up Automatic Hyperparameter Optimization of Deep Neural
/// Networks by Extrapolation of Learning Curves*, IJCAI 2015, at a few microseconds a report.
public struct LearningCurveRule: EarlyStoppingRule {
  public let name = "learning_curve"
  private let minTrials: Int
  private let chance: Double
  private var grace: Grace
  /// The latest completed trials.
  private var completed: [LearningCurve] = []
  /// The best last value of a completed trial.
  private var best = -Double.infinity
  /// By position, until another trial is completed.
  private var forecasts: [Int: GainForecast?] = [:]
  /// The best values of all trials by position, and where those that run have come to.
  private var values: [Int: SortedValues] = [:]
  private var reached: [Int: Int] = [:]
  private var begun: Set<Int> = []

  /// Completed trials that are kept.
  private static let window = 300
  /// Of all trials that have begun, the share that goes on from any position.
  private static let spared = 0.2
  /// Positions of which the values of all trials are kept.
  private static let listLimit = 2048

  /// Makes the rule; it needs no settings.
  ///
  /// - Parameters:
  ///   - chance: the chance to beat the best below which a trial ends.
  ///   - minTrials: completed trials that a prediction needs.
  ///   - minSteps: the position before which no trial is ended; by default a tenth of the way of completed trials.
  public init(chance: Double = 0.05, minTrials: Int = 10, minSteps: Int? = nil) {
    self.chance = chance
    self.minTrials = max(4, minTrials)
    grace = Grace(minSteps: minSteps, share: 0.1)
  }

  public mutating func end(_ curve: LearningCurve, trial: Int, isCompleted: Bool) {
    reached[trial] = nil
    guard isCompleted, let last = curve.last else { return }
    grace.learn(from: curve)
    guard last.value.isFinite else { return }
    best = max(best, last.value)
    completed.append(curve)
    if completed.count > Self.window { completed.removeFirst() }
    forecasts = [:]
  }

  public mutating func judge(_ curve: LearningCurve, trial: Int, watch: MetricWatch) -> String? {
    guard let point = curve.last else { return nil }
    note(point, of: trial)
    guard !grace.covers(point.position), completed.count >= minTrials, let length = grace.length,
      !isSpared(point)
    else { return nil }
    guard point.best.isFinite else {
      return "its \(watch.metric) has never been finite, as that of \(completed.count) trials was"
    }
    guard let forecast = forecast(at: point.position, length: length),
      let features = Features(of: curve, at: point.position, length: length)
    else { return nil }
    let (gain, deviation) = forecast.gain(features)
    let final = features.value + gain
    let odds = 0.5 * erfc((best - final) / max(deviation, .leastNonzeroMagnitude) / 2.0.squareRoot())
    guard odds < chance else { return nil }
    return "its \(watch.metric) \(watch.text(point.best)) is expected to end at \(watch.text(final)) ± "
      + "\(String(format: "%.2g", deviation)), and the best is \(watch.text(best)): a chance of "
      + (odds < 0.001 ? "less than 0.1 %" : String(format: "%.1f %%", odds * 100))
  }

  private mutating func note(_ point: LearningCurve.Point, of trial: Int) {
    begun.insert(trial)
    guard point.position > reached[trial] ?? .min else { return }
    reached[trial] = point.position
    if values.count >= Self.listLimit, values[point.position] == nil { values = [:] }
    values[point.position, default: SortedValues()].insert(point.best)
  }

  private func isSpared(_ point: LearningCurve.Point) -> Bool {
    let places = Int(Double(begun.count) * Self.spared)
    guard places > 0, let worst = values[point.position]?.greatest(but: places) else { return true }
    return point.best > worst
  }

  private mutating func forecast(at position: Int, length: Double) -> GainForecast? {
    if let known = forecasts[position] { return known }
    let rows = completed.compactMap { curve -> (Features, gain: Double)? in
      guard let last = curve.last, last.position > position,
        let features = Features(of: curve, at: position, length: length)
      else { return nil }
      return (features, last.value - features.value)
    }
    let forecast = rows.count >= minTrials ? GainForecast(rows) : nil
    forecasts[position] = .some(forecast)
    return forecast
  }
}
