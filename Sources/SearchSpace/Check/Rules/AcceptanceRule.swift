/// Constraints that are tested, not counted, leave enough to be drawn.
struct AcceptanceRule: SpaceRule {
  let name = "strict-constraints"
  /// Less than one in so many is worth a warning.
  private static let least = 20

  func findings(in check: SpaceCheck) -> [Finding] {
    guard let draws = check.draws, draws.accepted * Self.least < draws.drawn else { return [] }
    let worst = draws.refusals.max { ($0.value, $1.key) < ($1.value, $0.key) }
    let refused = worst.map { "'\($0.key)' refuses \(Self.percent($0.value, of: draws.drawn))" } ?? ""
    let advice =
      "loosen it, say it as a rule that is counted into sampling (nas.constraint), or decide what is left instead of "
      + "forbidding: a difference z and y = x + z in place of x, y and x <= y"
    if draws.accepted == 0 {
      let problem =
        draws.isComplete
        ? "none of all \(draws.drawn) architectures fulfils the constraints: \(refused)"
        : "none of \(draws.drawn) drawn architectures fulfils the constraints: \(refused)"
      return [finding(.error, problem, advice: advice)]
    }
    let all = draws.isComplete ? "all \(draws.drawn)" : "\(draws.drawn) drawn"
    return [
      finding(
        .warning,
        "of \(all) architectures \(Self.percent(draws.accepted, of: draws.drawn)) fulfil the constraints that must be "
          + "tested (\(refused)): the rest is drawn in vain",
        advice: advice)
    ]
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    let tenths = (part * 1000 + whole / 2) / whole
    return tenths == 0 ? "under 0.1 %" : tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
