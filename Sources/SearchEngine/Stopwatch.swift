import Foundation

/// The time since it was made, whatever is done to the clock of the machine meanwhile.
public struct Stopwatch: Sendable {
  /// When it was made, in seconds since 1970.
  public let startedAt = Date().timeIntervalSince1970
  private let start = ContinuousClock.now

  /// Starts.
  public init() {}

  /// The seconds that have passed.
  public var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
