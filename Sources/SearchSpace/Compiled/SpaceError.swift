/// Why a template is no search space, or a value no architecture of one.
public struct SpaceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The place in the template, as `blocks[0].kernel`; empty at the top.
  public let path: String
  /// What is wrong there, and what would be right.
  public let problem: String

  /// Describes a problem at a place.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}
