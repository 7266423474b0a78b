/// A trained model by the two numbers that models should differ in.
public struct ScoredModel: Sendable, Equatable {
  /// Nil for a model that failed.
  public var accuracy: Double?
  /// Of all models or of none: latency, FLOPs or another cost.
  public var cost: Double?

  public init(accuracy: Double?, cost: Double? = nil) {
    (self.accuracy, self.cost) = (accuracy, cost)
  }

  /// Whether it trained and gave numbers.
  var isValid: Bool {
    guard let accuracy, accuracy.isFinite else { return false }
    return cost.map(\.isFinite) ?? true
  }
}

/// Which models to drop so that those that stay still span the accuracies and costs there are.
public enum DropRule {
  /// Fewer models have no spread.
  public static let fewest = 2

  /// The indices of the models to drop, in the order in which they are.
  ///
  /// Failed models go first, all of them, and count toward `count`. Then, one at a time, the closest two are found, and
  /// the one goes whose second-nearest neighbour is nearer; of two that are alike in this, the later in the list.
  /// Accuracies and costs are scaled to 0...1 once, over the models that did not fail.
  ///
  /// - Returns: `count` indices; more where more have failed, fewer where fewer than ``fewest`` would stay.
  public static func order(_ models: [ScoredModel], dropping count: Int) -> [Int] {
    // A cost that only some have compares nothing: a model without its cost has failed like one without accuracy.
    let needsCost = models.contains { $0.cost != nil }
    let isValid = { (model: ScoredModel) in model.isValid && (!needsCost || model.cost != nil) }
    var dropped = models.indices.filter { !isValid(models[$0]) }
    var left = models.indices.filter { isValid(models[$0]) }
    let accuracies = scaled(left.map { models[$0].accuracy ?? 0 })
    let costs = scaled(left.map { models[$0].cost ?? 0 })
    var points = zip(accuracies, costs).map { ($0, $1) }
    while dropped.count < count, left.count > fewest {
      let index = nextToDrop(points)
      dropped.append(left.remove(at: index))
      points.remove(at: index)
    }
    return dropped
  }

  /// As an index of `points`, of which there are at least three.
  private static func nextToDrop(_ points: [(Double, Double)]) -> Int {
    let neighbours = points.indices.map { own in
      var (nearest, partner, second) = (Double.infinity, own, Double.infinity)
      for other in points.indices where other != own {
        let (across, up) = (points[own].0 - points[other].0, points[own].1 - points[other].1)
        let distance = (across * across + up * up).squareRoot()
        if distance < nearest {
          (nearest, partner, second) = (distance, other, nearest)
        } else {
          second = min(second, distance)
        }
      }
      return (nearest: nearest, partner: partner, second: second)
    }
    var closest = 0
    for index in neighbours.indices where neighbours[index].nearest < neighbours[closest].nearest {
      closest = index
    }
    let partner = neighbours[closest].partner
    return neighbours[closest].second < neighbours[partner].second ? closest : partner
  }

  private static func scaled(_ values: [Double]) -> [Double] {
    guard let low = values.min(), let high = values.max() else { return [] }
    // The least difference of single precision, so that equal values are no division by zero.
    return values.map { ($0 - low) / (high - low + 0x1p-23) }
  }
}
