/// Metrics that a trainer reported at one step.
public struct TrialMeasurement: Sendable, Equatable {
  /// Which report of its attempt it is: ``MetricsPlace/line``. For `metrics.jsonl` the line of the file, from 1.
  public let line: Int
  public let step: Int?
  /// By name. NaN and infinities are kept as what they are.
  public let metrics: [String: Double]
  /// Why the architecture cannot be trained, where the trainer says so.
  public var infeasible: String?

  /// Makes a measurement.
  public init(line: Int, step: Int?, metrics: [String: Double], infeasible: String? = nil) {
    self.line = line
    self.step = step
    self.metrics = metrics
    self.infeasible = infeasible
  }
}
