import Randomness

// A change may make a shared decision come into being, or leave none of its places.
extension SearchSpace {
  /// Makes the shared decisions of an architecture those that it has places for: `fill` decides one that is missing.
  func settleShared(in architecture: inout Architecture, fill: (Node, inout Architecture) -> Void) {
    for body in shared {
      if isPresent(body, in: architecture) {
        let isDecided = body.node.points.contains { architecture.isActive($0) }
        if !isDecided { fill(body.node, &architecture) }
      } else {
        body.node.clear(in: &architecture)
      }
    }
  }

  /// Undecides the shared decisions that an architecture has no place for.
  func clearUnusedShared(in architecture: inout Architecture) {
    settleShared(in: &architecture) { _, _ in }
  }

  private func isPresent(_ body: SharedBody, in architecture: Architecture) -> Bool {
    guard !body.isAlways, let first = body.node.points.first else { return true }
    return isActive(points[first], in: architecture)
  }
}

extension Node {
  /// Undecides everything inside.
  func clear(in architecture: inout Architecture) {
    for point in points { architecture.choices[point] = Architecture.inactive }
  }
}
