/// What a search knows of its measuring.
struct MeasuringState: Sendable {
  /// What was measured of trials that have not ended.
  var done: [Int: [Measured]] = [:]
  /// Of trials that are measured now or wait for it, which measure it is.
  var current: [Int: Int] = [:]
  var queue = MeasureQueue()
  /// Measures whose noise was told.
  var noisy: Set<String> = []
  /// What is kept for reserved measures.
  var place: ReservedPlace?

  /// The metrics that were measured of a trial.
  func metrics(of trial: Int) -> [String: Double] {
    (done[trial] ?? []).reduce(into: [:]) { $0.merge($1.metrics) { $1 } }
  }

  /// Nothing follows for a trial: it has ended.
  mutating func forget(_ trial: Int) {
    done[trial] = nil
    current[trial] = nil
  }
}
