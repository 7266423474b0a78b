/// Whether a proxy task that is being tried out has shown enough.
public enum ProxyVerdict {
  /// How the task ends by what it has shown so far; nil while it should go on.
  ///
  /// The first step that decides counts. At a step a correlation that is reached comes first, then an accuracy that is
  /// reached, then the limit of hours, then the hours of the best other task.
  ///
  /// - Parameters:
  ///   - readings: in the order of steps, with hours that do not fall.
  ///   - best: the fewest hours in which another task has succeeded.
  public static func end(_ readings: [ProxyReading], _ limits: ProxyLimits, best: Double? = nil) -> ProxyEnd? {
    var before: ProxyReading?
    for reading in readings {
      if let end = end(reading, after: before, limits, best: best) { return end }
      before = reading
    }
    return nil
  }

  private static func end(
    _ reading: ProxyReading, after before: ProxyReading?, _ limits: ProxyLimits, best: Double?
  ) -> ProxyEnd? {
    if let value = reading.correlation, value >= limits.desiredCorrelation {
      let start = before.flatMap { before in before.correlation.map { (before, $0) } }
      return success(.metDesiredCorrelation, reading, value, from: start, at: limits.desiredCorrelation)
    }
    if let desired = limits.desiredAccuracy, let value = reading.medianAccuracy, value >= desired {
      let start = before.flatMap { before in before.medianAccuracy.map { (before, $0) } }
      return success(.metDesiredAccuracy, reading, value, from: start, at: desired)
    }
    if let hours = limits.hours, reading.hours >= hours { return ProxyEnd(.exceededTimeLimit) }
    if limits.endsIfNotBest, let best, reading.hours >= best { return ProxyEnd(.exceededBestTime) }
    return nil
  }

  /// Where the line from the reading before reaches the threshold; at the reading itself where there is none before, or
  /// none with a value, as a value that is missing is no point of a line.
  private static func success(
    _ state: ProxyEnd.State, _ reading: ProxyReading, _ value: Double, from start: (ProxyReading, Double)?,
    at threshold: Double
  ) -> ProxyEnd {
    guard let (before, first) = start, value > first else {
      return ProxyEnd(state, hours: reading.hours, step: reading.step)
    }
    let share = min(max((threshold - first) / (value - first), 0), 1)
    return ProxyEnd(
      state, hours: before.hours + (reading.hours - before.hours) * share,
      step: before.step + Int(Double(reading.step - before.step) * share))
  }
}
