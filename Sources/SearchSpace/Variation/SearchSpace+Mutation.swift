import Randomness

extension SearchSpace {
  /// Tries before a change that fulfils the constraints is given up.
  private static let attempts = 200

  /// A copy in which exactly one decision is another one, drawn evenly from the active decisions with a choice.
  ///
  /// Decisions that come into being by it are drawn as in sampling; a list that changes its length keeps the elements
  /// that remain. In a `many_of` one chosen candidate is replaced, or two change places where the order counts. A
  /// continuous decision moves by about a tenth of its range. Nil where nothing can change within the constraints.
  ///
  /// - Throws: ``SpaceError`` where a constraint fails.
  public func mutate(
    _ architecture: Architecture, using generator: inout SeededGenerator
  ) throws(SpaceError) -> Architecture? {
    let open = points.filter { point in
      guard architecture.isActive(point.id), !point.isFixed else { return false }
      // A selection counts once, however many positions it has.
      if case .slot(let position, let rule) = point.kind, !rule.isIndependent, position > 0 { return false }
      return true
    }
    if open.isEmpty { return nil }
    for _ in 0..<(constraints.isEmpty ? open.count * 4 : Self.attempts) {
      let point = open[generator.index(open.count)]
      guard let mutated = change(point, of: architecture, using: &generator) else { continue }
      if try isAccepted(mutated) { return mutated }
    }
    return nil
  }

  /// Whether an architecture whose choices are all left fulfils the constraints.
  ///
  /// - Throws: ``SpaceError`` where a constraint fails.
  public func isAccepted(_ architecture: Architecture) throws(SpaceError) -> Bool {
    if constraints.isEmpty { return true }
    do { return try allows(architecture) } catch {
      throw SpaceError(path: "", problem: "a constraint failed: \(error)")
    }
  }

  private func change(
    _ point: DecisionPoint, of architecture: Architecture, using generator: inout SeededGenerator
  ) -> Architecture? {
    var mutated = architecture
    if case .slot(_, let rule) = point.kind, !rule.isIndependent {
      guard let selection = part(of: point.id).manyOf(first: rule.first),
        let changed = selection.neighbour(of: architecture, using: &generator)
      else { return nil }
      selection.select(changed, in: &mutated) { node, copy in node.draw(into: &copy, using: &generator) }
    } else if let range = point.range {
      let position = range.position(of: Architecture.value(of: architecture.choices[point.id]))
      let moved = range.value(at: Self.moved(position, using: &generator))
      mutated.choices[point.id] = Architecture.choice(for: moved)
      if mutated == architecture { return nil }
    } else {
      let others = point.allowed.subtracting(CollectionOfOne(architecture.choices[point.id]))
      let choice = others[generator.index(others.count)]
      part(of: point.id).set(point.id, to: choice, in: &mutated) { node, copy in
        node.draw(into: &copy, using: &generator)
      }
    }
    settleShared(in: &mutated) { node, copy in node.draw(into: &copy, using: &generator) }
    return mutated
  }

  /// A position a normally distributed step away, reflected at the ends.
  private static func moved(_ position: Double, using generator: inout SeededGenerator) -> Double {
    // The sum of twelve even draws is close to normal, and the same on every machine.
    let normal = (0..<12).reduce(-6) { sum, _ in sum + generator.unit() }
    var moved = abs(position + 0.1 * normal)
    moved = moved.truncatingRemainder(dividingBy: 2)
    return moved > 1 ? 2 - moved : moved
  }

  /// The template's node, or that of the shared decision, which a point belongs to.
  func part(of point: Int) -> Node {
    shared.first { $0.node.points.contains(point) }?.node ?? root
  }
}

extension ManyOfNode {
  /// A selection with one candidate replaced, or with two that have changed places; nil where there is no other.
  fileprivate func neighbour(of architecture: Architecture, using generator: inout SeededGenerator) -> [Int]? {
    if fixed != nil { return nil }
    let chosen = slots.map { architecture.choices[$0.point] }
    let unused = rule.isDistinct ? allowed.filter { !chosen.contains($0) } : Array(allowed)
    let swaps = rule.isSorted || chosen.count < 2 ? 0 : chosen.count * (chosen.count - 1) / 2
    let replacements = unused.count * chosen.count
    if swaps + replacements == 0 { return nil }
    var changed = chosen
    if generator.index(swaps + replacements) < replacements {
      changed[generator.index(chosen.count)] = unused[generator.index(unused.count)]
      if rule.isSorted { changed.sort() }
    } else {
      let first = generator.index(chosen.count)
      let second = generator.index(chosen.count - 1)
      changed.swapAt(first, second < first ? second : second + 1)
    }
    return changed == chosen ? nil : changed
  }
}
