import PlainJSON

/// Makes the graded parts of a space for some rules.
struct GradedBuilder {
  let gradings: Gradings
  var budget = WayBudget()

  /// The whole: the template, then the shared decisions that exist given what was chosen before.
  mutating func whole(
    _ root: Node, _ shared: [SharedBody], exists: @escaping @Sendable (_ shared: Int, Grade) -> Bool
  ) throws(WayBudget.Exceeded) -> ChainPart {
    var parts = [try part(for: root)]
    for body in shared { parts.append(try part(for: body.node)) }
    let numbers = shared.map(\.number)
    let chain = try chain(parts) { position, grade in position == 0 || exists(numbers[position - 1], grade) }
    return ChainPart(chain: chain, length: parts.count)
  }

  /// A part, judged on its own where a rule says so. A candidate stands at the place of its choice, and only the choice
  /// is judged.
  mutating func part(for node: Node, inside parent: String? = nil) throws(WayBudget.Exceeded) -> any GradedPart {
    let part = try openPart(for: node)
    let scopes = parent == node.place ? [] : gradings.scopes(at: node.place)
    if scopes.isEmpty { return part }
    let gradings = gradings
    return ScopePart(part) { gradings.close($0, for: scopes) }
  }

  private mutating func openPart(for node: Node) throws(WayBudget.Exceeded) -> any GradedPart {
    let plain = PlainPart(node: node, neutral: gradings.neutral)
    switch node.shape {
    case .constant(let value):
      return gradings.grade(of: value, at: node.place).map { FixedPart(grade: $0) } ?? plain
    case .float: return plain
    case .shared(let number):
      return gradings.grade(ofShared: number).map { FixedPart(grade: $0) } ?? plain
    case .integer(let point, let range, let allowed):
      guard gradings.grade(of: .integer(range.value(of: allowed[0])), at: node.place) != nil else { return plain }
      return ChoicePart(
        point: point,
        candidates: allowed.map { choice in
          let grade = gradings.grade(of: .integer(range.value(of: choice)), at: node.place)
          return (choice, FixedPart(grade: grade ?? gradings.neutral))
        })
    case .list(let nodes): return try side(nodes, plain)
    case .table(let members): return try side(members.map(\.value), plain)
    case .oneOf(let choice):
      let parts = try parts(for: choice.candidates, choice.allowed, at: node.place)
      if parts.allSatisfy({ $0.part is PlainPart }) { return plain }
      return ChoicePart(point: choice.point, candidates: parts)
    case .manyOf(let choice): return try selection(choice, plain)
    case .listOf(let list):
      let parts = try parts(for: list.elements)
      if parts.allSatisfy({ $0 is PlainPart }) { return plain }
      return ListPart(list, try chain(parts) { _, _ in true })
    }
  }

  private mutating func side(_ nodes: [Node], _ plain: PlainPart) throws(WayBudget.Exceeded) -> any GradedPart {
    let parts = try parts(for: nodes)
    if parts.allSatisfy({ $0 is PlainPart }) { return plain }
    return ChainPart(chain: try chain(parts) { _, _ in true }, length: parts.count)
  }

  private mutating func selection(
    _ choice: ManyOfNode, _ plain: PlainPart
  ) throws(WayBudget.Exceeded) -> any GradedPart {
    var slots: [[(choice: Int, part: any GradedPart)]] = []
    for (position, slot) in choice.slots.enumerated() {
      slots.append(try parts(for: slot.candidates, choice.allowed(at: position), at: nil))
    }
    if slots.joined().allSatisfy({ $0.part is PlainPart }) { return plain }
    if choice.rule.isIndependent || choice.fixed != nil {
      let parts = zip(choice.slots, slots).map { ChoicePart(point: $0.point, candidates: $1) }
      return ChainPart(chain: try chain(parts) { _, _ in true }, length: parts.count)
    }
    let gradings = gradings
    return try SelectionPart(
      choice, inside: slots.map { $0.map(\.part) }, neutral: gradings.neutral,
      combine: { gradings.combine($0, $1) }, budget: &budget)
  }

  private mutating func parts(for nodes: [Node]) throws(WayBudget.Exceeded) -> [any GradedPart] {
    var parts: [any GradedPart] = []
    for node in nodes { parts.append(try part(for: node)) }
    return parts
  }

  private mutating func parts(
    for candidates: [Node], _ allowed: ChoiceSet, at place: String?
  ) throws(WayBudget.Exceeded) -> [(choice: Int, part: any GradedPart)] {
    var parts: [(choice: Int, part: any GradedPart)] = []
    for choice in allowed { parts.append((choice, try part(for: candidates[choice], inside: place))) }
    return parts
  }

  private mutating func chain(
    _ parts: [any GradedPart], exists: @escaping @Sendable (Int, Grade) -> Bool
  ) throws(WayBudget.Exceeded) -> Chain {
    let gradings = gradings
    return try Chain(
      parts, neutral: gradings.neutral, combine: { gradings.combine($0, $1) }, budget: &budget, exists: exists)
  }
}
