extension SearchSpace {
  /// Checks that every active point has a choice in range and every other point none. Neither cuts nor constraints
  /// matter: an architecture of the whole space is valid in each of its parts; see ``allows(_:)``.
  public func validate(_ architecture: Architecture) throws(SpaceError) {
    guard architecture.choices.count == points.count else {
      throw SpaceError(
        path: "",
        problem: "an architecture of this space has \(points.count) choices, got \(architecture.choices.count)")
    }
    for point in points {
      let choice = architecture.choices[point.id]
      if isActive(point, in: architecture) {
        try validate(choice, of: point)
      } else if choice != Architecture.inactive {
        throw SpaceError(path: point.path, problem: "does not exist here and can have no choice, got \(choice)")
      }
    }
    for point in points {
      guard case .slot(0, let rule) = point.kind, architecture.isActive(point.id) else { continue }
      try validate(rule, in: architecture)
    }
  }

  /// Whether the conditions of a point hold.
  func isActive(_ point: DecisionPoint, in architecture: Architecture) -> Bool {
    // An inactive parent has no choice, which is among no condition's.
    point.conditions.isEmpty
      || point.conditions.contains { $0.choices.contains(architecture.choices[$0.parent]) }
  }

  private func validate(_ choice: Int, of point: DecisionPoint) throws(SpaceError) {
    if case .float(let range) = point.kind {
      // A cut leaves a narrower range; what lies outside is still an architecture of the whole space.
      guard choice != Architecture.inactive, Architecture.value(of: choice).isFinite else {
        throw SpaceError(path: point.path, problem: "a number from \(range.lower) to \(range.upper) expected")
      }
    } else if !(0..<point.count).contains(choice) {
      throw SpaceError(path: point.path, problem: "a choice from 0 to \(point.count - 1) expected, got \(choice)")
    }
  }

  private func validate(_ rule: ManyOfRule, in architecture: Architecture) throws(SpaceError) {
    let positions = slots(of: rule)
    let choices = positions.map { architecture.choices[$0] }
    let path = points[positions[0]].path
    if rule.isSorted, !zip(choices, choices.dropFirst()).allSatisfy({ $0 <= $1 }) {
      throw SpaceError(path: path, problem: "the choices \(choices) of a sorted many_of do not ascend")
    }
    if rule.isDistinct, Set(choices).count < choices.count {
      throw SpaceError(path: path, problem: "the choices \(choices) of a distinct many_of are not distinct")
    }
  }

  /// The ids of the positions of a `many_of`.
  public func slots(of rule: ManyOfRule) -> [Int] {
    guard rule.count > 1 else { return [rule.first] }
    var found: [Int] = []
    for point in points[rule.first...] {
      if case .slot(_, rule) = point.kind { found.append(point.id) }
      if found.count == rule.count { break }
    }
    return found
  }
}
