import SearchSpace

/// Architectures as the few columns that are not zero, for linear models: one column for each choice of each decision, and
/// for a number with many values one for where its value lies.
struct DecisionColumns: Sendable {
  /// How many columns there are.
  let count: Int
  private let first: [Int]
  private let points: [DecisionPoint]
  private let hasPosition: [Bool]

  /// Numbers with more values than this have a position in place of a column for each.
  private static let mostChoices = 32

  init(space: SearchSpace) {
    points = space.points
    hasPosition = points.map { $0.isContinuous || ($0.integers != nil && $0.count > Self.mostChoices) }
    var count = 0
    first = zip(points, hasPosition).map { point, hasPosition in
      defer { count += hasPosition ? 1 : point.count }
      return count
    }
    self.count = count
  }

  /// Gives each column that is not zero with its value: 1 for what is chosen, from -1 to 1 for a position.
  func forEach(of architecture: Architecture, _ body: (_ column: Int, _ value: Double) -> Void) {
    for (id, choice) in architecture.choices.enumerated() where choice != Architecture.inactive {
      guard hasPosition[id] else {
        body(first[id] + choice, 1)
        continue
      }
      let position =
        points[id].range.map { $0.position(of: Architecture.value(of: choice)) }
        ?? points[id].integers?.position(of: choice) ?? 0
      body(first[id], 2 * position - 1)
    }
  }
}
