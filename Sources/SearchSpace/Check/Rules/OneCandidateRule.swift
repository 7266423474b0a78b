/// A decision has something to decide.
struct OneCandidateRule: SpaceRule {
  let name = "one-candidate"

  func findings(in check: SpaceCheck) -> [Finding] {
    check.decisions.flatMap { decision -> [Finding] in
      // What a cut fixed is meant to be; what the template says counts.
      let single = decision.points.filter { isSingle($0, in: check.space) }
      let few = decision.points.filter { !isSingle($0, in: check.space) && hasOneSelection($0) }
      var findings: [Finding] = []
      if !single.isEmpty {
        findings.append(
          finding(
            .note, at: single, of: decision, "the decision has one candidate: there is nothing to decide",
            advice: "write the value itself, or add candidates"))
      }
      if !few.isEmpty {
        findings.append(
          finding(
            .note, at: few, of: decision, "all candidates are chosen, in their order: there is nothing to decide",
            advice: "write the list itself, choose fewer, or leave the order open with sorted = false"))
      }
      return findings
    }
  }

  private func isSingle(_ point: DecisionPoint, in space: SearchSpace) -> Bool {
    point.range.map { $0.isSingle && space.restriction.ranges[point.id] == nil } ?? (point.count == 1)
  }

  private func hasOneSelection(_ point: DecisionPoint) -> Bool {
    guard case .slot(_, let rule) = point.kind else { return false }
    return rule.isSorted && rule.isDistinct && rule.count == point.count
  }
}
