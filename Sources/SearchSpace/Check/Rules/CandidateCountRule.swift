/// At most 10 candidates on a decision.
struct CandidateCountRule: SpaceRule {
  let name = "many-candidates"
  private static let most = 10

  func findings(in check: SpaceCheck) -> [Finding] {
    check.decisions.compactMap { decision in
      let large = decision.points.filter { $0.allowed.count > Self.most }
      guard let first = large.first else { return nil }
      let counts = large.map(\.allowed.count)
      let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
      return finding(
        .warning, at: large, of: decision,
        "\(least == most ? "" : "\(least) to ")\(most) \(first.integers == nil ? "candidates" : "values"), more than "
          + "\(Self.most): each is tried so seldom that a search learns little of it",
        advice: advice(for: first))
    }
  }

  private func advice(for point: DecisionPoint) -> String {
    guard let range = point.integers else {
      return "leave out what is unlikely to win, or decide in two steps: a family, and its members inside each"
    }
    if range.isLogarithmic { return "a nas.one_of of a few of them, such as each twice the one before" }
    // As few steps more as leave no more than that many.
    let least = (range.upper - range.lower - 1) / (Self.most - 1) + 1
    let step = (least - 1) / range.step * range.step + range.step
    let left = IntegerRange(lower: range.lower, upper: range.upper, step: step).count
    return "a narrower range, or larger steps: step = \(step) leaves \(left)"
  }
}
