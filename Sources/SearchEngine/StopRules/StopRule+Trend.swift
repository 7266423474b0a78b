extension StopRule {
  /// Ends the search when the last trials brought nothing: no better best, no higher mean, no narrower spread.
  ///
  /// Either a rise or a narrowing is progress. The latest `after` rewards are compared half with half; a rise counts
  /// beyond one standard error of the difference, a narrowing beyond a tenth.
  public static func noProgress(after count: Int) -> StopRule {
    StopRule(name: "no_progress") { view in
      guard view.rewards.count > count else { return nil }
      let recent = view.rewards.suffix(count)
      // By standing, so that under limits a better trial within them is progress, also where one outside has more.
      if let best = view.standings.max(), view.standings.dropLast(count).max().map({ best > $0 }) ?? true {
        return nil
      }
      let (early, late) = (Summary(recent.prefix(count / 2)), Summary(recent.suffix(count / 2)))
      let error = ((early.variance + late.variance) / Double(max(1, count / 2))).squareRoot()
      if late.mean > early.mean + error || late.deviation < 0.9 * early.deviation { return nil }
      return "the last \(count) trials brought no better reward, no higher mean and no narrower spread"
    }
  }

  /// Ends the search when rewards have settled: their spread is down and their mean has stopped to grow.
  ///
  /// No rise is asked for: with a loose constraint the curve may be flat from the start and still converge.
  ///
  /// - Parameters:
  ///   - window: completed trials that are looked at; the same number at the start is what they are compared with.
  ///   - spread: the standard deviation of the window, as a share of the starting one, at which it counts as narrow.
  ///   - growth: the rise of the mean over the window, as a share of the range of all rewards, that counts as flat.
  public static func converged(window: Int, spread: Double, growth: Double) -> StopRule {
    StopRule(name: "converged") { view in
      guard window >= 4, view.rewards.count >= 2 * window else { return nil }
      let (start, recent) = (Summary(view.rewards.prefix(window)), view.rewards.suffix(window))
      let (now, range) = (Summary(recent), (view.rewards.max() ?? 0) - (view.rewards.min() ?? 0))
      let rise = Summary(recent.suffix(window / 2)).mean - Summary(recent.prefix(window / 2)).mean
      guard now.deviation <= spread * start.deviation, rise <= growth * range else { return nil }
      return
        "rewards have settled: over the last \(window) trials the spread is \(round(now.deviation)) (at the start "
        + "\(round(start.deviation))) and the mean moved by \(round(rise))"
    }
  }

  private static func round(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}

/// Mean and spread of some rewards.
private struct Summary {
  let mean: Double
  let variance: Double
  var deviation: Double { variance.squareRoot() }

  init(_ values: some Collection<Double>) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    self.mean = mean
    variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  }
}
