/// There must be something to decide.
struct DecisionsRule: SpaceRule {
  let name = "no-decisions"

  func findings(in check: SpaceCheck) -> [Finding] {
    if check.space.points.isEmpty {
      return [
        finding(
          .error, "the space has no decision: there is one architecture, and nothing to search",
          advice: "put nas.one_of, nas.int or another decision in the place of a value")
      ]
    }
    guard check.space.points.allSatisfy(\.isFixed) else { return [] }
    return [
      finding(
        .error, "every decision has one choice left: there is one architecture, and nothing to search",
        advice: "leave a decision open, or give one more candidates")
    ]
  }
}
