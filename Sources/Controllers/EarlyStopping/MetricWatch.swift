import Foundation

/// The metric that early stopping looks at.
public struct MetricWatch: Sendable, Hashable {
  /// The metric's name.
  public var metric: String
  /// Which way it is better.
  public var direction: Objective.Direction
  /// The metric that counts the steps, such as `epoch`; nil for the step of each report.
  public var step: String?

  /// Names what to look at.
  public init(metric: String, direction: Objective.Direction, step: String? = nil) {
    self.metric = metric
    self.direction = direction
    self.step = step
  }

  /// The value and the step of a report, turned so that greater is better; nil where the report says nothing of the
  /// metric. What is not finite is the worst there is.
  func reading(step reported: Int?, metrics: [String: Double]) -> (step: Int?, value: Double)? {
    guard let value = metrics[metric] else { return nil }
    let counted = step.map { metrics[$0].flatMap { Int(exactly: $0.rounded()) } } ?? reported
    return (counted, value.isFinite ? (direction == .maximize ? value : -value) : -.infinity)
  }

  /// A turned value as people know it.
  func text(_ value: Double) -> String {
    guard value.isFinite else { return "not finite" }
    let own = direction == .maximize ? value : -value
    return String(format: "%.4g", own == 0 ? 0 : own)
  }

  /// Where a value is that is worse than another.
  var worse: String { direction == .maximize ? "below" : "above" }
}
