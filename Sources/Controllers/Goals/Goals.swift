/// What a search is after besides its reward, in terms of the metrics that trainers report.
public struct Goals: Sendable, Hashable {
  /// What is traded against each other; none or at least two.
  public var objectives: [Objective]
  /// What every architecture that is worth anything keeps to.
  public var limits: [HardLimit]

  /// Makes goals; without any, the reward alone counts.
  public init(objectives: [Objective] = [], limits: [HardLimit] = []) {
    self.objectives = objectives
    self.limits = limits
  }

  /// What the metrics of a trial are worth.
  ///
  /// - Throws: ``GoalError`` where a metric is missing or no finite number.
  public func score(reward: Double, metrics: [String: Double]) throws(GoalError) -> Score {
    var (values, excesses): ([Double], [Double]) = ([], [])
    for objective in objectives {
      let value = try Self.value(of: objective.metric, in: metrics, for: "objective")
      values.append(objective.direction == .maximize ? value : -value)
    }
    for limit in limits {
      excesses.append(limit.excess(of: try Self.value(of: limit.metric, in: metrics, for: "limit")))
    }
    return Score(reward: reward, objectives: values, excesses: excesses)
  }

  private static func value(
    of metric: String, in metrics: [String: Double], for purpose: String
  ) throws(GoalError) -> Double {
    guard let value = metrics[metric] else {
      throw GoalError(
        problem:
          "the trainer reported no metric '\(metric)', which is \(purpose == "limit" ? "a" : "an") \(purpose)"
          + " of the search" + (metrics.isEmpty ? "" : ", only \(metrics.keys.sorted().joined(separator: ", "))"),
        isMissing: true)
    }
    guard value.isFinite else {
      throw GoalError(
        problem: "the metric '\(metric)', which is \(purpose == "limit" ? "a" : "an") \(purpose), is \(value)",
        isMissing: false)
    }
    return value
  }
}

/// A metric to make as great or as small as possible.
public struct Objective: Sendable, Hashable {
  /// Which way is better.
  public enum Direction: String, Sendable, CaseIterable { case maximize, minimize }

  /// The metric's name.
  public let metric: String
  /// Which way is better.
  public let direction: Direction

  /// Makes an objective.
  public init(metric: String, direction: Direction) {
    self.metric = metric
    self.direction = direction
  }
}

/// A bound of a metric that an architecture has to keep to be worth anything.
public struct HardLimit: Sendable, Hashable {
  /// Which side of the bound is allowed.
  public enum Side: String, Sendable, CaseIterable {
    case atMost = "at_most"
    case atLeast = "at_least"
  }

  /// The metric's name.
  public let metric: String
  /// Which side of the bound is allowed.
  public let side: Side
  /// In the unit of the metric.
  public let bound: Double

  /// Makes a limit.
  public init(metric: String, side: Side, bound: Double) {
    self.metric = metric
    self.side = side
    self.bound = bound
  }

  /// By how much a value exceeds the limit, as a share of the bound, or as such where the bound is 0; negative within it.
  func excess(of value: Double) -> Double {
    (side == .atMost ? value - bound : bound - value) / (bound == 0 ? 1 : abs(bound))
  }
}

/// A metric that a goal needs and that a trial does not have.
public struct GoalError: Error, Sendable, Hashable, CustomStringConvertible {
  let problem: String
  /// Whether a metric was not reported at all; else it is no finite number.
  public let isMissing: Bool
  public var description: String { problem }
}
