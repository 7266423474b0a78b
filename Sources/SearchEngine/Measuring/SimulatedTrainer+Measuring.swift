import PlainJSON

extension SimulatedTrainer {
  /// The trainer after measures, which take no time: what breaks a limit is not trained.
  ///
  /// - Throws: ``SimulatedMeasureError`` for a measure that is a program.
  public func measured(by measures: [Measure]) throws(SimulatedMeasureError) -> SimulatedTrainer {
    if measures.isEmpty { return self }
    var functions: [(Measure, @Sendable (JSON) async throws -> [String: Double])] = []
    for measure in measures {
      guard case .function(let body) = measure.body else { throw SimulatedMeasureError(metric: measure.metric) }
      functions.append((measure, body))
    }
    let (train, all) = (train, functions)
    return SimulatedTrainer { request in
      var metrics: [String: Double] = [:]
      for (measure, body) in all {
        let found = try MeasureReport(try await body(request.table)).result(for: measure)
        metrics.merge(found.metrics) { $1 }
        if let reason = measure.violation(found.metrics) {
          var training = SimulatedTraining(metrics: metrics, end: .infeasible(reason: reason))
          training.share = 0
          return training
        }
      }
      var training = try await train(request)
      training.metrics.merge(metrics) { $1 }
      return training
    }
  }
}

/// A program where a simulation wants an answer at once.
public struct SimulatedMeasureError: Error, CustomStringConvertible {
  let metric: String
  public var description: String {
    "measure '\(metric)' is a program; a simulation takes functions, which answer at once"
  }
}
