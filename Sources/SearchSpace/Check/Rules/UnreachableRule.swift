/// Every candidate is in some architecture that fulfils the constraints.
struct UnreachableRule: SpaceRule {
  let name = "unreachable"

  func findings(in check: SpaceCheck) throws -> [Finding] {
    guard let draws = check.draws else { return [] }
    var search = UnreachableSearch(check.space, draws: draws)
    var findings: [Finding] = []
    for decision in check.decisions {
      var points: [Words: [DecisionPoint]] = [:]
      for point in decision.open {
        for (proof, choices) in try search.unreachable(at: point) {
          let labels = choices.map { Self.label(of: $0, at: point, in: check.space) }
          points[Words(labels: labels, proof: proof), default: []].append(point)
        }
      }
      findings += points.sorted { ($0.value[0].id, $0.key.proof) < ($1.value[0].id, $1.key.proof) }.map {
        finding(of: $0.key, at: $0.value, decision, in: check.space)
      }
    }
    return findings
  }

  private struct Words: Hashable {
    let labels: [String]
    let proof: UnreachableSearch.Proof
  }

  private func finding(
    of words: Words, at points: [DecisionPoint], _ decision: CheckedDecision, in space: SearchSpace
  ) -> Finding {
    let labels = words.labels.prefix(6).joined(separator: " or ") + (words.labels.count > 6 ? " or others" : "")
    let names = space.constraints.map { "'\($0.name)'" }
    let constraints =
      names.count == 1
      ? "the constraint \(names[0])" : "the constraints \(names.prefix(4).joined(separator: ", "))"
    let problem =
      switch words.proof {
      case .exact: "no architecture with \(labels) fulfils \(constraints)"
      case .sampled(let drawn):
        "none of \(drawn) drawn architectures with \(labels) fulfils \(constraints) (a sample, not a proof)"
      }
    return finding(
      .warning, at: points, of: decision, problem + ": it is offered and never chosen",
      advice: "leave it out (space:without), or loosen the constraint")
  }

  private static func label(of choice: Int, at point: DecisionPoint, in space: SearchSpace) -> String {
    let isTable = space.candidates[point.id].map { !$0[choice].isConstant } ?? false
    return isTable ? "candidate \(choice + 1)" : space.label(of: choice, at: point).text
  }
}
