extension SearchSpace {
  /// The baseline architecture: every decision at its default, or at its first or lowest choice that is left.
  public var baseline: Architecture {
    var architecture = blank
    for part in [root] + shared.map(\.node) { part.writeBaseline(into: &architecture) }
    clearUnusedShared(in: &architecture)
    return architecture
  }
}

extension Node {
  /// Decides everything inside as the baseline does.
  func writeBaseline(into architecture: inout Architecture) {
    if points.isEmpty { return }
    let given = baseline
    let own = Array(architecture.choices[points])
    if let given {
      architecture.choices.replaceSubrange(points, with: given)
      if isAllowed(in: architecture) { return }
      architecture.choices.replaceSubrange(points, with: own)
    }
    switch shape {
    case .constant, .shared: break
    case .list(let nodes): for node in nodes { node.writeBaseline(into: &architecture) }
    case .table(let members): for (_, node) in members { node.writeBaseline(into: &architecture) }
    case .integer(let point, _, let allowed):
      architecture.choices[point] = allowed.nearest(to: given?[0] ?? 0) ?? 0
    case .float(let point, let range):
      let wanted = given.map { Architecture.value(of: $0[0]) } ?? range.value(at: 0.5)
      architecture.choices[point] = Architecture.choice(for: min(range.upper, max(range.lower, wanted)))
    case .oneOf(let choice):
      let wanted = given?[0] ?? 0
      let candidate = choice.allowed.contains(wanted) ? wanted : choice.allowed[0]
      architecture.choices[choice.point] = candidate
      choice.candidates[candidate].writeBaseline(into: &architecture)
    case .manyOf(let choice):
      let drawn = choice.fixed ?? choice.firstSelection
      for (slot, candidate) in zip(choice.slots, drawn) {
        architecture.choices[slot.point] = candidate
        slot.candidates[candidate].writeBaseline(into: &architecture)
      }
    case .listOf(let list):
      list.length.writeBaseline(into: &architecture)
      for element in list.present(in: architecture) { element.writeBaseline(into: &architecture) }
    }
  }

  /// Whether the choices of an architecture inside are among those that are left.
  private func isAllowed(in architecture: Architecture) -> Bool {
    switch shape {
    case .constant, .shared: return true
    case .list(let nodes): return nodes.allSatisfy { $0.isAllowed(in: architecture) }
    case .table(let members): return members.allSatisfy { $0.value.isAllowed(in: architecture) }
    case .integer(let point, _, let allowed): return allowed.contains(architecture.choices[point])
    case .float(let point, let range): return range.contains(Architecture.value(of: architecture.choices[point]))
    case .oneOf(let choice):
      let chosen = architecture.choices[choice.point]
      return choice.allowed.contains(chosen) && choice.candidates[chosen].isAllowed(in: architecture)
    case .manyOf(let choice):
      let chosen = choice.slots.map { architecture.choices[$0.point] }
      let isLeft = choice.fixed.map { $0 == chosen } ?? chosen.allSatisfy(choice.allowed.contains)
      return isLeft && zip(choice.slots, chosen).allSatisfy { $0.candidates[$1].isAllowed(in: architecture) }
    case .listOf(let list):
      return list.length.isAllowed(in: architecture)
        && list.present(in: architecture).allSatisfy { $0.isAllowed(in: architecture) }
    }
  }
}

extension ManyOfNode {
  /// The first candidates that are left, in their order.
  var firstSelection: [Int] {
    rule.isDistinct ? slots.indices.map { allowed[$0] } : slots.map { _ in allowed[0] }
  }
}
