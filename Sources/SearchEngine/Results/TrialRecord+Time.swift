import TrialStore

extension Sequence where Element == TrialRecord {
  /// Seconds in which at least one of the ended trials ran, so without the time between an interrupt and going on; nil
  /// where none has run.
  public var timeRun: Double? {
    let spans = compactMap { trial in trial.startedAt.flatMap { start in trial.endedAt.map { (start, $0) } } }
      .sorted { $0 < $1 }
    guard var end = spans.first?.0 else { return nil }
    var time = 0.0
    for span in spans where span.1 > end {
      time += span.1 - Swift.max(end, span.0)
      end = span.1
    }
    return time
  }
}
