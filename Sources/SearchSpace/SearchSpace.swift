import BigInt
import PlainJSON

/// A search space: every architecture that a template describes.
///
/// The template is compiled once into a flat list of decision points, conditional ones included. An architecture is
/// then one choice per point, which is compact to keep, quick to compare and the same for every controller.
public struct SearchSpace: Sendable {
  /// What it was made from.
  public let template: Template
  /// Every decision point, depth first.
  public let points: [DecisionPoint]
  let root: Node

  /// Checks and compiles a template.
  ///
  /// - Throws: ``SpaceError`` with the path of the first mistake.
  public init(_ template: Template) throws(SpaceError) {
    var compiler = SpaceCompiler()
    root = try compiler.compile(template, path: "", condition: nil)
    points = compiler.points
    self.template = template
  }

  /// How many architectures there are, exactly.
  public var size: BigUInt { root.size }

  /// An architecture in which nothing is decided yet.
  var blank: Architecture { Architecture(choices: [Int](repeating: Architecture.inactive, count: points.count)) }

  /// Checks that every active point has a choice in range and every other point none.
  public func validate(_ architecture: Architecture) throws(SpaceError) {
    guard architecture.choices.count == points.count else {
      throw SpaceError(
        path: "",
        problem: "an architecture of this space has \(points.count) choices, got \(architecture.choices.count)")
    }
    for point in points {
      let choice = architecture.choices[point.id]
      if isActive(point, in: architecture) {
        guard (0..<point.count).contains(choice) else {
          throw SpaceError(
            path: point.path, problem: "a choice from 0 to \(point.count - 1) expected, got \(choice)")
        }
      } else if choice != Architecture.inactive {
        throw SpaceError(path: point.path, problem: "does not exist here and can have no choice, got \(choice)")
      }
    }
  }

  private func isActive(_ point: DecisionPoint, in architecture: Architecture) -> Bool {
    // A parent comes before its children, so an inactive parent has been seen to have no choice.
    guard let condition = point.condition else { return true }
    return condition.choices.contains(architecture.choices[condition.parent])
  }
}
