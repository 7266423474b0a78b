import Foundation
import Randomness
import SearchSpace

/// A distribution over the architectures of a space that can be moved along gradients: each decision is drawn on its own, a
/// conditional one only where it exists.
///
/// It knows nothing of constraints: what breaks one has a probability too, and is refused when it is drawn.
struct DecisionPolicy: Sendable {
  /// What moves it.
  private(set) var parameters: [Double]
  private let heads: [any PolicyHead]
  /// When the point of each head exists; always where there is none.
  private let conditions: [[DecisionPoint.Condition]]
  private let pointCount: Int
  private var table: [Double]

  /// Whole numbers with more values than this are drawn by where they lie.
  private static let mostChoices = 32

  /// Of a policy that is as sure as it can be, so many decisions of an architecture are not the likeliest ones, in the mean.
  private static let changes = 0.25

  /// Makes the policy that draws every decision evenly.
  init(space: SearchSpace) {
    var heads: [any PolicyHead] = []
    var (parameterCount, tableCount) = (0, 0)
    let share = min(0.5, Self.changes / Double(max(1, space.points.count { !$0.isFixed })))
    for point in space.points {
      let head = Self.head(of: point, in: space, otherShare: share, parameters: parameterCount, table: tableCount)
      guard let head else { continue }
      heads.append(head)
      parameterCount = head.parameters.upperBound
      tableCount = head.table.upperBound
    }
    self.heads = heads
    conditions = heads.map { space.points[$0.point].conditions }
    pointCount = space.points.count
    parameters = [Double](repeating: 0, count: parameterCount)
    table = [Double](repeating: 0, count: tableCount)
    tabulate()
  }

  /// What decides a point; nil for the later positions of a selection, which the first one decides with it.
  private static func head(
    of point: DecisionPoint, in space: SearchSpace, otherShare: Double, parameters: Int, table: Int
  ) -> (any PolicyHead)? {
    if point.isContinuous || (point.integers != nil && point.allowed.count > mostChoices) {
      return PositionHead(point: point, otherShare: otherShare, parameters: parameters, table: table)
    }
    var earlier: [Int] = []
    // In a space that was cut to one selection each position has a choice of its own.
    if case .slot(let position, let rule) = point.kind, !rule.isIndependent, point.allowed.count > 1 {
      if rule.isSorted {
        guard position == 0 else { return nil }
        return SelectionHead(
          slots: space.slots(of: rule), allowed: point.allowed, isDistinct: rule.isDistinct,
          otherShare: otherShare, parameters: parameters, table: table)
      }
      earlier = Array(space.slots(of: rule).prefix(position))
    }
    return ChoiceHead(point: point, earlier: earlier, otherShare: otherShare, parameters: parameters, table: table)
  }

  /// A gradient to add to.
  var zeros: [Double] { [Double](repeating: 0, count: parameters.count) }

  /// Draws an architecture of the space, which may break its constraints.
  func draw(using generator: inout SeededGenerator) -> Architecture {
    var choices = [Int](repeating: Architecture.inactive, count: pointCount)
    for (head, conditions) in zip(heads, conditions) where conditions.hold(for: choices) {
      head.draw(into: &choices, table, using: &generator)
    }
    return Architecture(choices: choices)
  }

  /// The logarithm of the probability of each decision of an architecture, by head; 0 for one that does not exist.
  func logProbabilities(of architecture: Architecture) -> [Double] {
    let choices = architecture.choices
    return zip(heads, conditions).map { head, conditions in
      conditions.hold(for: choices) ? head.logProbability(of: choices, table) ?? 0 : 0
    }
  }

  /// Adds the gradient of the logarithm of an architecture's probability, each decision's times a factor.
  func addGradient(
    of architecture: Architecture, to gradient: inout [Double], times factor: (_ head: Int) -> Double
  ) {
    let choices = architecture.choices
    for (position, head) in heads.enumerated() where conditions[position].hold(for: choices) {
      let factor = factor(position)
      if factor != 0 { head.addGradient(of: choices, times: factor, table, to: &gradient) }
    }
  }

  /// Adds the gradient of the sum of the entropies of all decisions.
  func addEntropyGradient(times scale: Double, to gradient: inout [Double]) {
    for head in heads where head.parameters.count > 1 {
      head.addEntropyGradient(times: scale, parameters, table, to: &gradient)
    }
  }

  /// Moves the parameters by a step, within the bounds that keep every outcome possible.
  mutating func move(by step: [Double]) {
    for place in parameters.indices { parameters[place] += step[place] }
    for head in heads { head.bound(&parameters) }
    tabulate()
  }

  private mutating func tabulate() {
    for head in heads { head.tabulate(parameters, into: &table) }
  }
}

extension [DecisionPoint.Condition] {
  /// Whether a point under these conditions exists where so much is decided.
  fileprivate func hold(for choices: [Int]) -> Bool {
    isEmpty || contains { $0.choices.contains(choices[$0.parent]) }
  }
}
