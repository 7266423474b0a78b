import Launchers

/// What a search knows of its measuring.
struct MeasuringState: Sendable {
  /// What was measured of trials that have not ended.
  var done: [Int: [Measured]] = [:]
  /// Of trials that are measured now or wait for it, which measure it is.
  var current: [Int: Int] = [:]
  var queue = MeasureQueue()
  /// Trials whose turn it is and that wait for a GPU to be measured on.
  var waiting: [Int] = []
  /// Trials that are measured and wait to be trained, in order.
  var ready: [Int] = []
  /// Measures whose noise was told.
  var noisy: Set<String> = []
  /// What is kept for reserved measures.
  var places = MeasurePlaces()

  /// The metrics that were measured of a trial.
  func metrics(of trial: Int) -> [String: Double] {
    (done[trial] ?? []).reduce(into: [:]) { $0.merge($1.metrics) { $1 } }
  }

  /// The measure that a trial lacks.
  func next(of trial: Int, _ measures: [Measure]) -> Int? {
    let known = Set((done[trial] ?? []).map(\.measure))
    return measures.firstIndex { !known.contains($0.metric) }
  }

  /// Why a trial cannot be trained, by what was measured.
  func violation(of trial: Int, _ measures: [Measure]) -> String? {
    for found in done[trial] ?? [] {
      if let reason = found.infeasible { return reason }
      let measure = measures.first { $0.metric == found.measure }
      if let reason = measure?.violation(found.metrics) { return reason }
    }
    return nil
  }

  func sparing(_ slot: Slot) -> Slot { places.sparing(slot) }
}

/// What the loop of a search hears of measures.
enum MeasureMessage: Sendable {
  case process(TrialEvent)
  case functionEnded(id: Int, Result<[String: Double], SearchRunner.FunctionFailure>)
  /// A function has had its time.
  case overdue(id: Int, measure: Int)
  /// A trial is to be measured, or to go on from there.
  case next(id: Int)
}
