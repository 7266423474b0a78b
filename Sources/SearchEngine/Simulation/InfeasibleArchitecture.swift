/// Thrown by a trainer for an architecture that cannot be trained.
public struct InfeasibleArchitecture: Error, Sendable, CustomStringConvertible {
  /// Why not.
  public let reason: String

  /// Makes the error.
  public init(reason: String) { self.reason = reason }

  public var description: String { reason }
}
