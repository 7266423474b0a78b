import BigInt

/// At most 10^20 architectures.
struct SizeRule: SpaceRule {
  let name = "size"
  private static let most = BigUInt(10).power(20)

  func findings(in check: SpaceCheck) -> [Finding] {
    let space = check.space
    guard space.counter.size > Self.most else { return [] }
    let size = SpaceSize.text(space.counter.size)
    // A continuous decision counts as one choice, and a test refuses some of what was counted.
    let bound = space.isContinuous ? "at least " : space.isExactlyCounted ? "" : "up to "
    let parts = space.openParts
    let names = parts.prefix(4).map { part in
      part.size.map { "\(part.place) (\(SpaceSize.text($0)))" } ?? part.place
    }
    let more = parts.count > 4 ? " and \(parts.count - 4) more" : ""
    let split =
      parts.count < 2
      ? "a smaller space around good architectures (space:around) is searched in less time"
      : "search its parts one after the other: \(names.joined(separator: ", "))\(more), "
        + "with space:only('\(parts[0].place)') and so on, or a smaller space around the best (space:around)"
    return [
      finding(
        .warning,
        "\(bound)\(size) architectures are more than 10^20: a search sees too small a share of them to learn which are good",
        advice: "\(split); space:parts() lists parts. Good spaces that are larger are known, such as SpineNet's")
    ]
  }
}

extension SearchSpace {
  /// The parts side by side in which something is open, with their sizes where those do not depend on each other.
  fileprivate var openParts: [(place: String, size: BigUInt?)] {
    let isApart = constraints.isEmpty && shared.isEmpty
    return partNodes.filter { node in node.points.contains { !points[$0].isFixed } }
      .map { ($0.place, isApart && !isContinuous ? $0.size : nil) }
  }
}
