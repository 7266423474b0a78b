import PlainJSON

extension SearchSpace {
  /// The table that an architecture becomes: the template with every decision made.
  ///
  /// The architecture must be one of this space.
  public func table(of architecture: Architecture) -> JSON { Self.table(of: root, architecture) }

  /// The architecture that a decided table stands for. Where two candidates are equal the first one counts.
  ///
  /// - Throws: ``SpaceError`` with the first place that fits no candidate.
  public func architecture(of table: JSON) throws(SpaceError) -> Architecture {
    var architecture = blank
    try Self.read(table, into: root, of: &architecture, path: "")
    return architecture
  }

  /// What is decided, for display: the path and the value of every active decision.
  public func decisions(of architecture: Architecture) -> [(path: String, value: JSON)] {
    var decided: [(path: String, value: JSON)] = []
    collect(root, architecture, into: &decided)
    return decided
  }

  private static func table(of node: Node, _ architecture: Architecture) -> JSON {
    switch node.shape {
    case .constant(let value): return value
    case .list(let nodes): return .array(nodes.map { table(of: $0, architecture) })
    case .table(let members):
      return .object(Dictionary(members.map { ($0.key, table(of: $0.value, architecture)) }) { first, _ in first })
    case .integer(let point, let lower, let step): return .integer(lower + architecture.choices[point] * step)
    case .oneOf(let point, let candidates, _):
      return table(of: candidates[architecture.choices[point]], architecture)
    case .listOf(let length, let lengths, let elements, _):
      let choice = length.points.isEmpty ? 0 : architecture.choices[length.points.lowerBound]
      return .array(elements.prefix(lengths[choice]).map { table(of: $0, architecture) })
    }
  }

  private static func read(
    _ value: JSON, into node: Node, of architecture: inout Architecture, path: String
  ) throws(SpaceError) {
    switch node.shape {
    case .constant(let constant):
      if !same(constant, value) {
        throw SpaceError(path: path, problem: "\(constant.text) expected, got \(value.text)")
      }
    case .list(let nodes):
      guard let elements = value.arrayValue, elements.count == nodes.count else {
        throw SpaceError(path: path, problem: "a list of \(nodes.count) expected, got \(value.text)")
      }
      for (position, (node, element)) in zip(nodes, elements).enumerated() {
        try read(element, into: node, of: &architecture, path: "\(path)[\(position)]")
      }
    case .table(let members):
      let given = value.objectValue ?? (value == [] ? [:] : nil)
      guard let given, Set(given.keys) == Set(members.map(\.key)) else {
        let keys = members.map(\.key).joined(separator: ", ")
        throw SpaceError(path: path, problem: "a table with the keys \(keys) expected, got \(value.text)")
      }
      for (key, node) in members {
        try read(given[key] ?? .null, into: node, of: &architecture, path: path.isEmpty ? key : "\(path).\(key)")
      }
    case .integer(let point, let lower, let step):
      guard let number = value.intValue, number >= lower, (number - lower) % step == 0,
        (number - lower) / step < Int(node.size)
      else { throw SpaceError(path: path, problem: "no value of this int: \(value.text)") }
      architecture.choices[point] = (number - lower) / step
    case .oneOf(let point, let candidates, _):
      for (choice, candidate) in candidates.enumerated() {
        var attempt = architecture
        attempt.choices[point] = choice
        guard (try? read(value, into: candidate, of: &attempt, path: path)) != nil else { continue }
        architecture = attempt
        return
      }
      throw SpaceError(path: path, problem: "no candidate fits \(value.text)")
    case .listOf(let length, let lengths, let elements, _):
      guard let values = value.arrayValue, let choice = lengths.firstIndex(of: values.count) else {
        let known = lengths.map(String.init).joined(separator: ", ")
        throw SpaceError(path: path, problem: "a list of length \(known) expected, got \(value.text)")
      }
      if !length.points.isEmpty { architecture.choices[length.points.lowerBound] = choice }
      for (position, (element, value)) in zip(elements, values).enumerated() {
        try read(value, into: element, of: &architecture, path: "\(path)[\(position)]")
      }
    }
  }

  /// Equal as data: 3 and 3.0 are the same kernel size, and an empty table has no kind.
  private static func same(_ first: JSON, _ second: JSON) -> Bool {
    if first == second { return true }
    if let first = first.doubleValue, let second = second.doubleValue { return first == second }
    return first.arrayValue?.isEmpty ?? first.objectValue?.isEmpty ?? false
      && second.arrayValue?.isEmpty ?? second.objectValue?.isEmpty ?? false
  }

  private func collect(
    _ node: Node, _ architecture: Architecture, into decided: inout [(path: String, value: JSON)]
  ) {
    switch node.shape {
    case .constant: break
    case .list(let nodes): for node in nodes { collect(node, architecture, into: &decided) }
    case .table(let members): for (_, node) in members { collect(node, architecture, into: &decided) }
    case .integer(let point, _, _): decided.append((points[point].path, Self.table(of: node, architecture)))
    case .oneOf(let point, let candidates, _):
      let chosen = candidates[architecture.choices[point]]
      // A candidate with decisions of its own is named by its number: its value is told by those.
      let value =
        chosen.points.isEmpty ? Self.table(of: chosen, architecture) : .integer(architecture.choices[point])
      decided.append((points[point].path, value))
      collect(chosen, architecture, into: &decided)
    case .listOf(let length, let lengths, let elements, _):
      let choice = length.points.isEmpty ? 0 : architecture.choices[length.points.lowerBound]
      if !length.points.isEmpty {
        decided.append((points[length.points.lowerBound].path, .integer(lengths[choice])))
      }
      for element in elements.prefix(lengths[choice]) { collect(element, architecture, into: &decided) }
    }
  }
}
