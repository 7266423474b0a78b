/// The values of a trial's secret variables, and texts without them.
///
/// A trainer may print what it was trusted with: its logs stay as it wrote them, but what is quoted of them goes further.
public struct SecretValues: Sendable {
  /// The longest first, for one may be part of another.
  private let values: [String]

  /// Shorter ones stand by chance in any text.
  private static let leastLength = 4

  /// What stands for a value.
  private static let mask = "***"

  /// Keeps those whose names are those of secrets.
  init(_ variables: [String: String]) {
    // A key of several lines is printed line by line.
    let lines = variables.filter { SecretName.isSecret($0.key) }.values.flatMap { value in
      value.split(whereSeparator: \.isNewline).map { $0.trimmed }
    }
    values = Set(lines).filter { $0.count >= Self.leastLength }.sorted { ($1.count, $0) < ($0.count, $1) }
  }

  /// A text with `***` for each value.
  public func hidden(in text: String) -> String {
    values.reduce(text) { $0.contains($1) ? $0.replacing($1, with: Self.mask) : $0 }
  }

  /// The start of a text, of which the end may be the start of a value.
  func hidden(inStart text: String) -> String {
    let text = hidden(in: text)
    for value in values {
      for length in stride(from: value.count - 1, through: Self.leastLength, by: -1)
      where text.hasSuffix(value.prefix(length)) {
        return String(text.dropLast(length)) + Self.mask
      }
    }
    return text
  }

  /// Lines with `***` for each value.
  func hidden(in lines: [Substring]) -> [Substring] {
    values.isEmpty ? lines : lines.map { Substring(hidden(in: String($0))) }
  }
}

extension Substring {
  /// Without spaces around it.
  fileprivate var trimmed: String {
    let rest = drop(while: \.isWhitespace)
    return String(rest[..<(rest.lastIndex { !$0.isWhitespace }.map { rest.index(after: $0) } ?? rest.startIndex)])
  }
}

extension TrialFolder {
  /// What its trial must not be quoted with: the values that it was given, and those that it inherits of this process.
  public var secretValues: SecretValues {
    guard let spec = try? spec() else { return SecretValues([:]) }
    return SecretValues(TrialEnvironment.inherited(by: spec).merging(spec.environment) { $1 })
  }
}
