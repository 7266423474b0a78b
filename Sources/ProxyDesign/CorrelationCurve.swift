import Statistics

/// How a proxy task's ranking of the reference models comes to agree with that of full training, step by step.
public struct CorrelationCurve: Sendable, Equatable {
  /// One for each step that a model reported, in order.
  public let points: [CorrelationPoint]

  /// How intervals are made; see ``BootstrapInterval``.
  public struct Intervals: Sendable, Equatable {
    public var confidence = 0.95
    public var method = BootstrapInterval.Method.percentile
    public var resamples = 1000
    public var seed: UInt64 = 0

    public init() {}
  }

  /// Compares trainings on the proxy task with scores of full training.
  ///
  /// - Parameters:
  ///   - full: the scores of full training, a model each; nil where it failed.
  ///   - curves: the training of each model on the proxy task so far; nil where it failed. A step that a model passed
  ///     without a report is read between two of its reports; one that it has not reached has no score.
  ///   - intervals: how to make intervals; nil for none.
  public init(full: [Double?], curves: [LearningCurve?], intervals: Intervals? = Intervals()) {
    precondition(full.count == curves.count, "a curve for each model")
    let steps = Set(curves.flatMap { $0?.readings.map(\.step) ?? [] }).sorted()
    var hours = 0.0
    points = steps.map { step in
      let readings = curves.map { $0?.reading(done: Double(step + 1)) }
      let pairs = ScorePairs(readings.map { $0?.accuracy }, full)
      let median = Self.upperMedian(readings, of: pairs.models) ?? Self.upperMedian(readings, of: full.indices)
      // Another model may be the median of the next step, and a faster one: time does not run back for it.
      hours = max(hours, median?.hours ?? 0)
      let tau = try? pairs.correlation()
      return CorrelationPoint(
        step: step, hours: hours, tau: tau,
        interval: tau == nil
          ? nil
          : intervals.flatMap {
            BootstrapInterval(
              kendall: pairs.first, pairs.second, confidence: $0.confidence, method: $0.method,
              resamples: $0.resamples, seed: $0.seed)
          },
        medianAccuracy: pairs.shortage() == nil ? median?.accuracy : nil, pairs: pairs, problem: pairs.problem())
    }
  }

  /// The reading with the upper median of the accuracies of some models; of equal ones in the order of models.
  private static func upperMedian(
    _ readings: [(accuracy: Double, hours: Double)?], of models: some Sequence<Int>
  ) -> (accuracy: Double, hours: Double)? {
    let known = models.compactMap { readings[$0] }
    let order = known.indices.sorted {
      known[$0].accuracy == known[$1].accuracy ? $0 < $1 : known[$0].accuracy < known[$1].accuracy
    }
    return order.isEmpty ? nil : known[order[order.count / 2]]
  }
}
