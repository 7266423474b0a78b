import PlainJSON

/// What makes two architectures the same network: compare these to train none twice.
public enum ArchitectureIdentity: Sendable, Hashable {
  /// Every architecture of the space has a table of its own.
  case choices([Int])
  /// The text of the canonical table.
  case table(String)
}

extension SearchSpace {
  /// What an architecture is the same by: its canonical table where the space has a canonical form, or candidates that
  /// can become the same; else its choices, which cost nothing.
  ///
  /// - Throws: what the canonical form throws.
  public func identity(of architecture: Architecture) throws -> ArchitectureIdentity {
    guard canonical != nil || hasRepeatedTables else { return .choices(architecture.choices) }
    return .table(try canonicalTable(of: architecture).text)
  }
}

extension Node {
  /// Whether two architectures of this part could become the same table.
  var hasRepeatedTables: Bool {
    let own =
      switch shape {
      case .oneOf(let choice): choice.candidates.haveOverlap
      case .manyOf(let choice): choice.slots[0].candidates.haveOverlap
      case .listOf(let list): Set(list.lengths).count < list.lengths.count
      default: false
      }
    return own || children.contains(where: \.hasRepeatedTables)
  }

  /// Whether a table of this part could be one of another's. It errs to yes.
  func overlaps(_ other: Node) -> Bool {
    switch (shape, other.shape) {
    case (.constant(let one), .constant(let two)): return one.isSame(as: two) || two.isSame(as: one)
    case (.constant(let value), .integer(_, let range, _)), (.integer(_, let range, _), .constant(let value)):
      return value.intValue.flatMap(range.choice(of:)) != nil
    case (.constant(let value), .float(_, let range)), (.float(_, let range), .constant(let value)):
      return value.doubleValue.map(range.contains) ?? false
    case (.list(let one), .list(let two)):
      return one.count == two.count && zip(one, two).allSatisfy { $0.overlaps($1) }
    case (.table(let one), .table(let two)):
      return one.map(\.key) == two.map(\.key) && zip(one, two).allSatisfy { $0.value.overlaps($1.value) }
    case (.constant, .list), (.list, .constant), (.constant, .table), (.table, .constant): return false
    case (.oneOf(let choice), _): return choice.candidates.contains { $0.overlaps(other) }
    case (_, .oneOf(let choice)): return choice.candidates.contains { overlaps($0) }
    default: return true
    }
  }
}

extension [Node] {
  /// Whether two of some candidates could become the same. Those without decisions, which most candidates are, are
  /// looked up.
  fileprivate var haveOverlap: Bool {
    var constants: Set<JSON> = []
    var tables: [Node] = []
    var others: [Node] = []
    for node in self {
      if let value = node.constantValue {
        if !constants.insert(value).inserted { return true }
        tables.append(node)
      } else {
        others.append(node)
      }
    }
    return others.indices.contains { index in
      others[..<index].contains { $0.overlaps(others[index]) } || tables.contains { $0.overlaps(others[index]) }
    }
  }
}

extension Node {
  /// The value of a part without decisions, with whole numbers as they would be as floats; nil for any other.
  fileprivate var constantValue: JSON? {
    switch shape {
    case .constant(let value): return value.doubleValue.map { .number($0) } ?? value
    case .list(let nodes):
      let values = nodes.compactMap(\.constantValue)
      return values.count == nodes.count ? .array(values) : nil
    case .table(let members):
      var values: [String: JSON] = [:]
      for (key, node) in members {
        guard let value = node.constantValue else { return nil }
        values[key] = value
      }
      return .object(values)
    case .oneOf, .manyOf, .integer, .float, .listOf, .shared: return nil
    }
  }
}
