import Statistics

/// What a proxy task shows at one step: how far its ranking of the reference models agrees with that of full training.
public struct CorrelationPoint: Sendable, Equatable {
  public let step: Int
  /// Hours of training until then, of the model with the median accuracy; never less than at an earlier step.
  public let hours: Double
  /// Kendall's tau-b and its chance; nil where ``problem`` says why.
  public let tau: KendallTau?
  /// Between which values tau lies.
  public let interval: BootstrapInterval?
  /// The upper median of the accuracies; nil with too few valid pairs.
  public let medianAccuracy: Double?
  public let pairs: ScorePairs
  /// Why there is no correlation.
  public let problem: ScorePairs.Problem?

  /// What stop rules read.
  public var reading: ProxyReading {
    ProxyReading(step: step, hours: hours, correlation: tau?.coefficient, medianAccuracy: medianAccuracy)
  }
}

/// A step of a proxy task in the numbers by which it is stopped.
public struct ProxyReading: Sendable, Equatable {
  public var step: Int
  public var hours: Double
  /// Nil where there is none: it stands for no number.
  public var correlation: Double?
  public var medianAccuracy: Double?

  public init(step: Int, hours: Double, correlation: Double? = nil, medianAccuracy: Double? = nil) {
    (self.step, self.hours) = (step, hours)
    (self.correlation, self.medianAccuracy) = (correlation, medianAccuracy)
  }
}
