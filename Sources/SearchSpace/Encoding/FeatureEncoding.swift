import PlainJSON

/// Architectures as rows of numbers, for models that learn from them.
///
/// The columns belong to the whole space: an architecture has the same row in every part that the space is cut to.
public struct FeatureEncoding: Sendable {
  /// How decisions become columns.
  public enum Kind: String, Sendable, CaseIterable {
    /// A column for each choice of each decision, 1 for what is chosen. A number with many values, or continuous, has
    /// two: whether it exists, and where its value lies in its range.
    case oneHot = "one_hot"
    /// As one-hot, with the same decision at all positions of a list taken together: how often each choice occurs along
    /// each path.
    case path
  }

  /// Numbers with more values than this have a position in place of a column for each.
  private static let mostChoices = 32

  /// The names of the columns: `blocks[0].op=conv`, and `blocks[*].op=conv` by path.
  public let names: [String]
  /// The first column of each point.
  private let columns: [Int]
  private let points: [DecisionPoint]
  private let hasPosition: [Bool]

  /// Lays out the columns of a space.
  public init(_ kind: Kind, of space: SearchSpace) {
    points = space.points
    hasPosition = points.map { $0.isContinuous || ($0.integers != nil && $0.count > Self.mostChoices) }
    var names: [String] = []
    var columns: [Int] = []
    var known: [String: Int] = [:]
    for (point, hasPosition) in zip(points, hasPosition) {
      let path = kind == .path ? Self.withoutPositions(point.path) : point.path
      // Decisions with the same path and as many choices are the same decision at other positions.
      let key = "\(path) \(point.count)"
      if kind == .path, let column = known[key] {
        columns.append(column)
        continue
      }
      known[key] = names.count
      columns.append(names.count)
      if hasPosition {
        names += [path, "\(path)@position"]
      } else {
        names += (0..<point.count).map { "\(path)=\(space.label(of: $0, at: point).displayText)" }
      }
    }
    self.names = names
    self.columns = columns
  }

  /// The row of an architecture: as many numbers as ``names``.
  public func encode(_ architecture: Architecture) -> [Double] {
    var row = [Double](repeating: 0, count: names.count)
    for (id, choice) in architecture.choices.enumerated() where choice != Architecture.inactive {
      if !hasPosition[id] {
        row[columns[id] + choice] += 1
        continue
      }
      row[columns[id]] += 1
      let point = points[id]
      let position =
        point.range.map { $0.position(of: Architecture.value(of: choice)) } ?? point.integers?.position(of: choice)
      row[columns[id] + 1] += position ?? 0
    }
    return row
  }

  /// A path with `[*]` for every position of a list.
  private static func withoutPositions(_ path: String) -> String {
    path.replacing(#/\[\d+\]/#) { _ in "[*]" }
  }
}

extension JSON {
  /// A value in a label: a string without quotes.
  var displayText: String { stringValue ?? text }
}

extension SearchSpace {
  /// The columns that models learn from.
  public func encoding(_ kind: FeatureEncoding.Kind) -> FeatureEncoding { FeatureEncoding(kind, of: self) }
}
