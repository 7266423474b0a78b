/// What is wrong with a file of comma-separated values, and where.
public struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as it was asked for.
  public let file: String
  /// The line on which the mistake begins, from 1; nil where it is about the whole file.
  public let line: Int?
  /// What is wrong, with what was expected and what was there.
  public let problem: String

  /// Describes a mistake.
  public init(file: String, line: Int? = nil, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}
