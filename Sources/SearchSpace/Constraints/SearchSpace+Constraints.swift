import PlainJSON

extension SearchSpace {
  /// The same space with one more constraint.
  ///
  /// - Throws: ``SpaceError`` for a rule that nothing fulfils, or that looks at what the space does not have.
  public func adding(_ constraint: Constraint) throws(SpaceError) -> SearchSpace {
    if let problem = emptiness(of: constraint) { throw SpaceError(path: "", problem: problem) }
    return try with(constraints: constraints + [constraint])
  }

  /// The constraint or cut that keeps an architecture of the whole space out of this one, in words; nil for one that is in.
  ///
  /// - Throws: what a test throws.
  public func objection(to architecture: Architecture) throws -> String? {
    if let point = cutPoint(of: architecture) { return "its choice at \(point.path) is cut away" }
    guard !constraints.isEmpty else { return nil }
    let table = table(of: architecture)
    return try constraints.first { try !$0.holds(for: table) }.map { "it breaks '\($0.name)'" }
  }

  /// Whether an architecture of the whole space is in this one.
  ///
  /// - Throws: what a test throws.
  public func allows(_ architecture: Architecture) throws -> Bool { try objection(to: architecture) == nil }

  /// Throws where an architecture is not in this space.
  func requireAllowed(_ architecture: Architecture) throws(SpaceError) {
    let objection: String?
    do { objection = try self.objection(to: architecture) } catch {
      throw SpaceError(path: "", problem: "a constraint failed: \(error)")
    }
    if let objection { throw SpaceError(path: "", problem: "the architecture is not in the space: \(objection)") }
  }

  /// The first constraint that must be tested and that an architecture breaks.
  func firstBroken(by architecture: Architecture) throws(SpaceError) -> Constraint? {
    guard !counter.tested.isEmpty else { return nil }
    let table = table(of: architecture)
    for constraint in counter.tested {
      do { if try !constraint.holds(for: table) { return constraint } } catch {
        throw SpaceError(path: "", problem: "the constraint '\(constraint.name)' failed: \(error)")
      }
    }
    return nil
  }

  /// The first point whose choice was cut away.
  private func cutPoint(of architecture: Architecture) -> DecisionPoint? {
    guard !restriction.isNone else { return nil }
    return points.first { point in
      guard architecture.isActive(point.id) else { return false }
      let choice = architecture.choices[point.id]
      return !(point.range?.contains(Architecture.value(of: choice)) ?? point.allowed.contains(choice))
    }
  }
}
