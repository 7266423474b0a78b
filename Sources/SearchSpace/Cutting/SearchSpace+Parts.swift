import BigInt

/// A part of a space that can be searched alone.
public struct SpacePart: Sendable, Hashable {
  /// Where it is: a pattern that names it.
  public let path: String
  /// How many decisions it has.
  public let decisionCount: Int
  /// How many architectures there are when all else keeps its default; nil for a continuous part, and where constraints
  /// must be tested.
  public let size: BigUInt?
}

extension SearchSpace {
  /// The parts that exclude each other: the members of the table that hold decisions, or the elements of a list. Where
  /// there is only one, its own parts.
  public func parts() throws(SpaceError) -> [SpacePart] {
    var parts: [SpacePart] = []
    for node in partNodes {
      let pattern = try PathPattern(node.place)
      let left = try only([pattern])
      parts.append(
        SpacePart(path: node.place, decisionCount: points.count { $0.isCovered(by: pattern) }, size: left.size))
    }
    return parts
  }

  /// The nodes of the parts; none for a single decision.
  var partNodes: [Node] {
    var nodes = [root]
    while nodes.count == 1, let parts = nodes[0].sides { nodes = parts.filter { !$0.isConstant } }
    return nodes.filter { !$0.place.isEmpty }
  }
}

extension Node {
  /// The parts side by side, or nil where this is no table or list.
  fileprivate var sides: [Node]? {
    switch shape {
    case .list(let nodes): nodes
    case .table(let members): members.map(\.value)
    default: nil
    }
  }
}

extension DecisionPoint {
  /// Whether a pattern names the decision, a part that it lies in, or its name.
  func isCovered(by pattern: PathPattern) -> Bool {
    pattern.covers(Place.steps(of: place)) || name == pattern.description
  }
}
