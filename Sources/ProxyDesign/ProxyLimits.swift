/// What a proxy task must reach, and what it may take.
public struct ProxyLimits: Sendable, Equatable {
  /// Kendall's tau-b with full training's scores that is enough.
  public var desiredCorrelation = 0.65
  /// Kendall's tau-b of latencies with full training's that is needed, where latencies are measured.
  public var desiredLatencyCorrelation = 0.65
  /// A median accuracy that is enough as well; nil for none.
  public var desiredAccuracy: Double?
  /// Hours of training of the median model that it may take; nil for any.
  public var hours: Double? = 3
  /// Whether to end a task as soon as another has succeeded in fewer hours.
  public var endsIfNotBest = true

  public init() {}
}
