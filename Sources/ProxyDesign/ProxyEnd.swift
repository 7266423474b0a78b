/// How the try-out of a proxy task ended.
public struct ProxyEnd: Sendable, Equatable {
  public let state: State
  /// Where it would have been enough, of a success; nil otherwise.
  public let hours: Double?
  public let step: Int?

  public init(_ state: State, hours: Double? = nil, step: Int? = nil) {
    (self.state, self.hours, self.step) = (state, hours, step)
  }

  /// Why it ended. Raw values are what reports say.
  public enum State: String, Sendable, CaseIterable {
    case metDesiredCorrelation = "Met desired correlation"
    case metDesiredAccuracy = "Met desired accuracy"
    case exceededTimeLimit = "Exceeded training time limit"
    case exceededBestTime = "Exceeded best training time"
    case failedLatencyCorrelation = "Failed desired latency correlation"
    case failed = "Proxy task job failed"
    case excessFailures = "Excess trial failures"
    case ranToCompletion = "Ran till completion"

    public var isSuccess: Bool { self == .metDesiredCorrelation || self == .metDesiredAccuracy }
  }

  /// The same, or a failure where latencies do not agree with those of full training, whatever accuracies do.
  ///
  /// - Parameter latencyCorrelation: nil where latencies are not compared.
  public func checked(latencyCorrelation: Double?, _ limits: ProxyLimits) -> ProxyEnd {
    guard state.isSuccess, let latencyCorrelation, !(latencyCorrelation >= limits.desiredLatencyCorrelation) else {
      return self
    }
    return ProxyEnd(.failedLatencyCorrelation)
  }

  /// The index of the success with the fewest hours, of equal ones the first; nil without a success.
  public static func winner(_ ends: [ProxyEnd?]) -> Int? {
    var winner: (index: Int, hours: Double)?
    for (index, end) in ends.enumerated() {
      guard let end, end.state.isSuccess, let hours = end.hours else { continue }
      if winner.map({ hours < $0.hours }) ?? true { winner = (index, hours) }
    }
    return winner?.index
  }
}
