extension SearchSpace {
  /// Every architecture that is one decision away.
  ///
  /// A candidate is replaced by each other one, a whole number by the next smaller and greater one, a continuous decision
  /// by those a tenth of its range away; in a `many_of` each chosen candidate is replaced by each other one, and each two
  /// change places where the order counts. What comes into being has its default. None comes twice.
  ///
  /// - Throws: ``SpaceError`` where a constraint fails.
  public func neighbours(of architecture: Architecture) throws(SpaceError) -> [Architecture] {
    var seen: Set<Architecture> = [architecture]
    var found: [Architecture] = []
    for point in points where architecture.isActive(point.id) && !point.isFixed {
      for neighbour in neighbours(of: architecture, at: point) where seen.insert(neighbour).inserted {
        if try isAccepted(neighbour) { found.append(neighbour) }
      }
    }
    return found
  }

  private func neighbours(of architecture: Architecture, at point: DecisionPoint) -> [Architecture] {
    let choice = architecture.choices[point.id]
    switch point.kind {
    case .choice: return changed(architecture, at: point, to: point.allowed.filter { $0 != choice })
    case .integer:
      let next = [point.allowed.last { $0 < choice }, point.allowed.first { $0 > choice }]
      return changed(architecture, at: point, to: next.compactMap { $0 })
    case .float(let range):
      let position = range.position(of: Architecture.value(of: choice))
      let positions = [position - 0.1, position + 0.1].map { min(1, max(0, $0)) }
      return changed(architecture, at: point, to: positions.map { Architecture.choice(for: range.value(at: $0)) })
    case .slot(let position, let rule):
      guard !rule.isIndependent else {
        return changed(architecture, at: point, to: point.allowed.filter { $0 != choice })
      }
      guard position == 0, let selection = part(of: point.id).manyOf(first: rule.first) else { return [] }
      return selection.neighbours(of: architecture).map { selected in
        var copy = architecture
        selection.select(selected, in: &copy) { $0.writeBaseline(into: &$1) }
        settleShared(in: &copy) { $0.writeBaseline(into: &$1) }
        return copy
      }
    }
  }

  private func changed(_ architecture: Architecture, at point: DecisionPoint, to choices: [Int]) -> [Architecture]
  {
    choices.map { choice in
      var copy = architecture
      part(of: point.id).set(point.id, to: choice, in: &copy) { $0.writeBaseline(into: &$1) }
      settleShared(in: &copy) { $0.writeBaseline(into: &$1) }
      return copy
    }
  }
}

extension ChoiceSet {
  /// The greatest allowed choice that fulfils a condition which holds for all up to some choice.
  fileprivate func last(where condition: (Int) -> Bool) -> Int? {
    for range in ranges.reversed() where condition(range.lowerBound) {
      var (low, high) = (range.lowerBound, range.upperBound - 1)
      while low < high {
        let middle = low + (high - low + 1) / 2
        if condition(middle) { low = middle } else { high = middle - 1 }
      }
      return low
    }
    return nil
  }

  /// The least allowed choice that fulfils a condition which holds for all from some choice on.
  fileprivate func first(where condition: (Int) -> Bool) -> Int? {
    for range in ranges where condition(range.upperBound - 1) {
      var (low, high) = (range.lowerBound, range.upperBound - 1)
      while low < high {
        let middle = low + (high - low) / 2
        if condition(middle) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return nil
  }
}

extension ManyOfNode {
  fileprivate func neighbours(of architecture: Architecture) -> [[Int]] {
    if fixed != nil { return [] }
    let chosen = slots.map { architecture.choices[$0.point] }
    var found: [[Int]] = []
    for position in chosen.indices {
      for candidate in allowed where candidate != chosen[position] {
        if rule.isDistinct, chosen.contains(candidate) { continue }
        var changed = chosen
        changed[position] = candidate
        found.append(rule.isSorted ? changed.sorted() : changed)
      }
    }
    guard !rule.isSorted else { return found }
    for first in chosen.indices {
      for second in chosen.indices.dropFirst(first + 1) where chosen[first] != chosen[second] {
        var changed = chosen
        changed.swapAt(first, second)
        found.append(changed)
      }
    }
    return found
  }
}
