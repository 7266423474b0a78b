import PlainJSON

extension SearchSpace {
  /// The table that an architecture becomes: the template with every decision made.
  ///
  /// The architecture must be one of this space.
  public func table(of architecture: Architecture) -> JSON { table(of: root, architecture) }

  /// The architecture that a decided table stands for. Where two candidates are equal the first one counts.
  ///
  /// - Throws: ``SpaceError`` with the first place that fits no candidate, or the cut or constraint that it breaks.
  public func architecture(of table: JSON) throws(SpaceError) -> Architecture {
    var reader = ArchitectureReader(pointCount: points.count, shared: sharedNodes)
    try reader.read(table, into: root)
    let architecture = Architecture(choices: reader.choices)
    try requireAllowed(architecture)
    return architecture
  }

  /// What is decided, for display: the path and the value of every active decision.
  public func decisions(of architecture: Architecture) -> [(path: String, value: JSON)] {
    points.compactMap { point in
      guard architecture.isActive(point.id) else { return nil }
      return (point.path, value(of: point, in: architecture))
    }
  }

  /// The value of an active decision: a number, a constant candidate, or the number of a candidate that has decisions of
  /// its own, which tell the rest.
  public func value(of point: DecisionPoint, in architecture: Architecture) -> JSON {
    let choice = architecture.choices[point.id]
    switch point.kind {
    case .float: return .number(Architecture.value(of: choice))
    case .integer, .choice, .slot: return label(of: choice, at: point)
    }
  }

  /// What a choice of a decision is called: its value, or its number where the candidate has decisions of its own.
  public func label(of choice: Int, at point: DecisionPoint) -> JSON {
    if let range = point.integers { return .integer(range.value(of: choice)) }
    guard let candidates = candidates[point.id], candidates.indices.contains(choice), candidates[choice].isConstant
    else { return .integer(choice) }
    return table(of: candidates[choice], blank)
  }

  /// Whether a choice of a decision can become a value.
  public func choice(_ choice: Int, at point: DecisionPoint, canBe value: JSON) -> Bool {
    if let range = point.integers { return value.intValue == range.value(of: choice) }
    guard let candidates = candidates[point.id], candidates.indices.contains(choice) else { return false }
    var reader = ArchitectureReader(pointCount: points.count, shared: sharedNodes)
    return (try? reader.read(value, into: candidates[choice])) != nil
  }

  func table(of node: Node, _ architecture: Architecture) -> JSON {
    switch node.shape {
    case .constant(let value): return value
    case .list(let nodes): return .array(nodes.map { table(of: $0, architecture) })
    case .table(let members):
      return .object(Dictionary(members.map { ($0.key, table(of: $0.value, architecture)) }) { first, _ in first })
    case .integer(let point, let range, _): return .integer(range.value(of: architecture.choices[point]))
    case .float(let point, _): return .number(Architecture.value(of: architecture.choices[point]))
    case .oneOf(let choice):
      return table(of: choice.candidates[architecture.choices[choice.point]], architecture)
    case .manyOf(let choice):
      return .array(choice.slots.map { table(of: $0.candidates[architecture.choices[$0.point]], architecture) })
    case .listOf(let list): return .array(list.present(in: architecture).map { table(of: $0, architecture) })
    case .shared(let number): return sharedNodes[number].map { table(of: $0, architecture) } ?? .null
    }
  }
}
