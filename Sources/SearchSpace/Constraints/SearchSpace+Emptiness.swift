import PlainJSON

/// A rule that looks at nothing is a mistake in its writing, and would be kept in silence.
extension SearchSpace {
  /// What a rule looks at and the space does not have, in words; nil for a rule that can matter.
  func emptiness(of constraint: Constraint) -> String? {
    switch constraint.kind {
    case .sum(let rule): emptiness(of: rule.places)
    case .ordered(let rule): emptiness(of: rule.places)
    case .forbidden(let rule): emptiness(of: rule)
    case .test: nil
    }
  }

  private func emptiness(of patterns: [PathPattern]) -> String? {
    for pattern in patterns {
      let places = leaves { pattern.matches(Place.steps(of: $0)) }
      if places.isEmpty { return "no value stands at '\(pattern)'; \(knownPlaces)" }
      if !places.contains(where: \.isNumeric) { return "what stands at '\(pattern)' is never a number" }
    }
    return nil
  }

  private func emptiness(of rule: ForbiddenRule) -> String? {
    for (place, value) in rule.values.sorted(by: { $0.key < $1.key }) {
      // A value that is a table is compared as a whole, and so are parts that hold it.
      if value.arrayValue != nil || value.objectValue != nil { continue }
      let wanted = place.isEmpty ? rule.parts.description : Place.joined(rule.parts.description, place)
      guard let pattern = try? PathPattern(wanted) else { continue }
      let found = leaves { pattern.matches(Place.steps(of: $0)) }
      if found.isEmpty { return "no value stands at '\(wanted)'; \(knownPlaces)" }
      if !found.contains(where: { $0.canBe(value) }) { return "what stands at '\(wanted)' is never \(value.text)" }
    }
    return nil
  }

  /// The parts that become a plain value, at the places that a condition names.
  private func leaves(at isNamed: (String) -> Bool) -> [Node] {
    var found: [Node] = []
    var open: [(node: Node, place: (String) -> String)] = [(root, { $0 })]
    while let (node, place) = open.popLast() {
      switch node.shape {
      case .constant, .integer, .float: if isNamed(place(node.place)) { found.append(node) }
      case .shared(let number):
        guard let body = sharedNodes[number] else { continue }
        // It is compiled for its first place, and stands here too.
        let here = place(node.place)
        open.append((body, { here + $0.dropFirst(body.place.count) }))
      // Of a list the length is decided, and stands nowhere in the table.
      case .listOf(let list): open += list.elements.map { ($0, place) }
      default: open += node.children.map { ($0, place) }
      }
    }
    return found
  }
}

extension Node {
  /// Whether the plain value of a part is a number.
  fileprivate var isNumeric: Bool {
    if case .constant(let value) = shape { value.doubleValue != nil } else { true }
  }

  /// Whether a part can become a plain value.
  fileprivate func canBe(_ value: JSON) -> Bool {
    switch shape {
    case .constant(let own): own.isSame(as: value) || value.isSame(as: own)
    case .integer(_, let range, _): value.intValue.flatMap(range.choice(of:)) != nil
    case .float(_, let range): value.doubleValue.map(range.contains) ?? false
    default: true
    }
  }
}
