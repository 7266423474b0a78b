extension SearchSpace {
  /// How far apart two architectures are: the number of decisions that differ, with whole numbers and continuous
  /// decisions counted by how far their values are apart in their range.
  ///
  /// A decision that only one of them has counts as one; in a sorted `many_of` each candidate that only one of them chose.
  /// It is a metric: zero for equal architectures only, symmetric, and no detour is shorter.
  public func distance(_ first: Architecture, _ second: Architecture) -> Double {
    var sum = 0.0
    for point in points {
      if case .slot(let position, let rule) = point.kind, rule.isSorted {
        if position == 0 { sum += selectionDistance(rule, first, second) }
      } else {
        sum += distance(first, second, at: point)
      }
    }
    return sum
  }

  private func distance(_ first: Architecture, _ second: Architecture, at point: DecisionPoint) -> Double {
    let (one, other) = (first.choices[point.id], second.choices[point.id])
    if one == other { return 0 }
    if one == Architecture.inactive || other == Architecture.inactive { return 1 }
    switch point.kind {
    case .choice, .slot: return 1
    case .integer(let range): return abs(range.position(of: one) - range.position(of: other))
    case .float(let range):
      return abs(
        range.position(of: Architecture.value(of: one)) - range.position(of: Architecture.value(of: other)))
    }
  }

  private func selectionDistance(_ rule: ManyOfRule, _ first: Architecture, _ second: Architecture) -> Double {
    let slots = slots(of: rule)
    func chosen(_ architecture: Architecture) -> [Int] {
      slots.map { architecture.choices[$0] }.filter { $0 != Architecture.inactive }
    }
    var rest = chosen(second)
    var missing = 0
    for candidate in chosen(first) {
      if let position = rest.firstIndex(of: candidate) { rest.remove(at: position) } else { missing += 1 }
    }
    return Double(max(missing, rest.count))
  }
}
