import PlainJSON

extension Measure {
  /// What the store keeps of it.
  var document: JSON {
    let command: JSON =
      if case .command(let arguments) = body { .array(arguments.map { .string($0) }) } else { "function" }
    var members: [String: JSON] = ["metric": .string(metric), "command": command, "timeout": .number(timeout)]
    members["limit"] = atMost.map { .number($0) }
    members["at_least"] = atLeast.map { .number($0) }
    members["reserved"] = reservation?.document
    if let timing {
      members["warm_up"] = .integer(timing.warmUp)
      members["repetitions"] = timing.repetitions.map { .integer($0) }
      members["statistic"] = .string(timing.statistic.rawValue)
      members["wall_time"] = .bool(timing.isWallTime)
    }
    return .object(members)
  }

  /// The same, without ending anything.
  var withoutLimits: Measure {
    var measure = self
    (measure.atMost, measure.atLeast) = (nil, nil)
    return measure
  }
}

/// The limit of a stored measure.
public struct MeasureLimit: Sendable, Equatable {
  public let metric: String
  public let atMost: Double?
  public let atLeast: Double?
  /// What of repeated values counts.
  let statistic: String?

  /// Whether metrics break it.
  public func isBroken(by metrics: [String: Double]) -> Bool {
    guard let value = metrics[metric] else { return false }
    return atMost.map { value > $0 } ?? false || atLeast.map { value < $0 } ?? false
  }

  /// How many infeasible trials broke the limit of each measure, the first that they break.
  public static func counts(of trials: some Sequence<[String: Double]>, _ limits: [MeasureLimit]) -> [String: Int]
  {
    var counts: [String: Int] = [:]
    for metrics in trials {
      if let limit = limits.first(where: { $0.isBroken(by: metrics) }) { counts[limit.metric, default: 0] += 1 }
    }
    return counts
  }
}

extension StoredSearch {
  /// The limits of its measures. A search of an earlier version has none.
  public var measureLimits: [MeasureLimit] {
    (json["measures"]?.arrayValue ?? []).compactMap { measure in
      measure["metric"]?.stringValue.map { metric in
        MeasureLimit(
          metric: metric, atMost: measure["limit"]?.doubleValue, atLeast: measure["at_least"]?.doubleValue,
          statistic: measure["statistic"]?.stringValue)
      }
    }
  }
}

extension Searches {
  /// Fills the placeholders of measures for a sample, as for trainers.
  static func validateMeasures(_ definition: SearchDefinition) throws {
    let table = definition.space.table(of: definition.space.baseline)
    for measure in definition.measures {
      guard case .command(let arguments) = measure.body else { continue }
      let placeholders = Placeholders(in: arguments, of: measure.argumentName)
      for (stage, config) in definition.stages {
        _ = try placeholders.fill(
          from: .init(
            architecture: table, architecturePath: "", config: config, trialID: 1, trialFolder: "", seed: 0,
            scriptFolder: definition.script, data: definition.data, stage: stage))
      }
    }
  }
}

extension Measure {
  /// What its arguments are called in messages.
  var argumentName: String { "the argument of measure '\(metric)'" }
}
