/// What a proxy task costs beside full training, for the same architecture.
public struct ProxySaving: Sendable, Equatable {
  /// Hours that one training takes in each.
  public let hours: Double
  public let fullHours: Double

  /// Both above 0.
  public init(hours: Double, fullHours: Double) {
    (self.hours, self.fullHours) = (hours, fullHours)
  }

  /// The cost of a proxy training in full trainings: 0.1 for a tenth.
  public var share: Double { hours / fullHours }

  /// Full trainings that a search of so many trials costs: 67 with 2000 trials of a thirtieth.
  public func fullTrainings(trials: Int) -> Double { Double(trials) * share }

  /// Why the proxy is none; nil where it saves something.
  public var problem: String? {
    guard !(hours < fullHours) else { return nil }
    return "the proxy task takes \(hours) h and full training \(fullHours) h, so it saves nothing: "
      + "give it fewer steps, less data or a smaller model"
  }
}
