/// A space under the guidelines of the workflow, with what several rules look at.
struct SpaceCheck: Sendable {
  /// Every rule, in the order in which a report has them.
  static let rules: [any SpaceRule] = [
    DecisionsRule(), SizeRule(), MixedKindsRule(), BlockAndScalingRule(), ContinuousRule(), CandidateCountRule(),
    OneCandidateRule(), DuplicatesRule(), SameNetworksRule(), AcceptanceRule(), UnreachableRule(),
  ]

  let space: SearchSpace
  let decisions: [CheckedDecision]
  /// The ids of the decisions that are lengths of lists.
  let lengths: Set<Int>
  /// Architectures under the constraints; nil in a space that has none.
  let draws: CheckDraws?

  /// - Throws: what a constraint throws.
  init(_ space: SearchSpace) throws {
    self.space = space
    decisions = CheckedDecision.all(of: space)
    lengths = space.lengthPoints
    draws = space.constraints.isEmpty ? nil : try CheckDraws(of: space)
  }
}

extension SearchSpace {
  /// What the guidelines say of this space, the worst first. The same space has the same findings: what is drawn is drawn
  /// from one seed.
  ///
  /// - Throws: what a constraint or the canonical form throws.
  public func check() throws -> [Finding] {
    let check = try SpaceCheck(self)
    let all = try SpaceCheck.rules.flatMap { try $0.findings(in: check) }
    return Finding.Severity.allCases.flatMap { severity in all.filter { $0.severity == severity } }
  }

  /// The points that decide how long a list is.
  fileprivate var lengthPoints: Set<Int> {
    var found: Set<Int> = []
    var open = [root] + shared.map(\.node)
    while let node = open.popLast() {
      if case .listOf(let list) = node.shape { found.formUnion(list.length.points) }
      open += node.children.filter { !$0.points.isEmpty }
    }
    return found
  }
}
