import Foundation

/// Ends a trial that is unlikely to end better than the best completed one, as its curve so far and those of completed
/// trials tell.
///
/// At position t, what completed trials gained from t to their end is regressed on their best value by t and on
/// their latest gain carried on over the doublings that are left, which is what a power law does for a while. The
/// prediction for the trial has the regression's uncertainty; the trial ends where the chance to beat the best is small.
/// As curves of late starters are told by no model, a trial that is as good at t as the best third of completed ones
/// goes on.
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

  /// Completed trials that are kept.
  private static let window = 300
  /// The share of completed trials that a trial must be worse than to be ended.
  private static let rank = 2.0 / 3

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
    guard isCompleted, let last = curve.last else { return }
    grace.learn(from: curve)
    guard last.value.isFinite else { return }
    best = max(best, last.value)
    completed.append(curve)
    if completed.count > Self.window { completed.removeFirst() }
    forecasts = [:]
  }

  public mutating func judge(_ curve: LearningCurve, trial: Int, watch: MetricWatch) -> String? {
    guard let point = curve.last, !grace.covers(point.position), completed.count >= minTrials,
      let length = grace.length
    else { return nil }
    guard point.best.isFinite else {
      return "its \(watch.metric) has never been finite, as that of \(completed.count) trials was"
    }
    let forecast = forecast(at: point.position, length: length)
    guard let forecast, let features = Features(of: curve, at: point.position, length: length),
      features.value < forecast.values[Int(Double(forecast.values.count) * Self.rank)]
    else { return nil }
    let (gain, deviation) = forecast.gain(features)
    let final = features.value + gain
    let odds = 0.5 * erfc((best - final) / max(deviation, .leastNonzeroMagnitude) / 2.0.squareRoot())
    guard odds < chance else { return nil }
    return "its \(watch.metric) \(watch.text(point.best)) is expected to end at \(watch.text(final)) ± "
      + "\(String(format: "%.2g", deviation)), and the best is \(watch.text(best)): a chance of "
      + (odds < 0.001 ? "less than 0.1 %" : String(format: "%.1f %%", odds * 100))
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
