import Foundation

/// Positions at which trials are compared, each `reduction` times as far as the one before, and who came how well to
/// each.
struct Rungs: Sendable {
  private let first: Double
  private let reduction: Double
  /// The best values with which trials came to each rung.
  private var values: [SortedValues] = []
  /// How many rungs each trial that runs has passed.
  private var passed: [Int: Int] = [:]

  /// Makes rungs that nobody has come to.
  ///
  /// - Parameter first: where the first one is.
  init(first: Double, reduction: Double) {
    self.first = max(first, .leastNonzeroMagnitude)
    self.reduction = reduction
  }

  /// Notes which rungs a trial has come past with its last report.
  ///
  /// - Parameter minTrials: how many others must have come to a rung before anybody is ended at it.
  /// - Returns: how the trial fails where it is not among the best `1 / reduction` at the last rung that it has come to
  ///   now, in words.
  mutating func pass(_ curve: LearningCurve, trial: Int, minTrials: Int, watch: MetricWatch) -> String? {
    guard let (rung, value) = climb(curve, trial: trial) else { return nil }
    let count = values[rung].count
    let places = Int((Double(count) / reduction).rounded(.up))
    guard count > minTrials, let bound = values[rung].greatest(but: places - 1), value < bound else { return nil }
    return "its \(watch.metric) \(watch.text(value)) is \(watch.worse) \(watch.text(bound)), which the best "
      + (places == 1 ? "one" : "\(places)") + " of \(count) trials reached there"
  }

  /// Forgets where a trial is that has ended; what it came with counts on.
  mutating func end(_ curve: LearningCurve, trial: Int) {
    // Rungs that were set after its last report hear of it now, as they do where its reports are told anew.
    _ = climb(curve, trial: trial)
    passed[trial] = nil
  }

  /// Notes what a trial came with to each rung that is new to it: its best value at its first report from there on.
  ///
  /// - Returns: the last of these rungs, and what it came with.
  private mutating func climb(_ curve: LearningCurve, trial: Int) -> (rung: Int, value: Double)? {
    guard let last = curve.last, let rung = rung(at: last.position) else { return nil }
    let next = passed[trial] ?? 0
    guard rung >= next else { return nil }
    passed[trial] = rung + 1
    while values.count <= rung { values.append(SortedValues()) }
    var value = last.best
    for climbed in next...rung {
      value = (curve.point(from: first * pow(reduction, Double(climbed)) * (1 - 1e-9)) ?? last).best
      values[climbed].insert(value)
    }
    return (rung, value)
  }

  /// The last rung at or before a position.
  private func rung(at position: Int) -> Int? {
    guard Double(position) >= first else { return nil }
    return Int((log(Double(position) / first) / log(reduction) + 1e-9).rounded(.down))
  }
}
