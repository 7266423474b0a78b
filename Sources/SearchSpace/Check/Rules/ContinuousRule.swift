import PlainJSON

/// Countable decisions only.
struct ContinuousRule: SpaceRule {
  let name = "continuous"

  func findings(in check: SpaceCheck) -> [Finding] {
    check.decisions.compactMap { decision in
      let open = decision.open.filter(\.isContinuous)
      guard let range = open.first?.range else { return nil }
      // A number is written shortly where it has a short form.
      let steps = (0...4).map { JSON.number(Self.rounded(range.value(at: Double($0) / 4))).text }
      return finding(
        .warning, at: open, of: decision,
        "any number of a range may be chosen: such a space has no size, its architectures have no numbers, and "
          + "services for discrete spaces cannot search it",
        advice: "nas.one_of { \(steps.joined(separator: ", ")) }, or nas.int in steps of a unit")
    }
  }

  /// Three digits.
  private static func rounded(_ value: Double) -> Double {
    if value == 0 { return 0 }
    var scale = 1.0
    while abs(value) * scale < 100 { scale *= 10 }
    // So near to 0 that it has not three digits to keep.
    if !scale.isFinite { return value }
    return (value * scale).rounded() / scale
  }
}
