/// A decision as a check sees it: what stands in many places of a list is one, and so are the positions of a `many_of`.
struct CheckedDecision: Sendable {
  /// Its points; of a `many_of`, those of the first position.
  private(set) var points: [DecisionPoint]
  /// The names of the members on the way to it, and whether it is an element of a list that the last one names.
  let keys: [String]
  let isElement: Bool

  /// The points that are not decided yet.
  var open: [DecisionPoint] { points.filter { !$0.isFixed } }

  /// How many places there are, which may be fewer than points: candidates can have members of the same name.
  var placeCount: Int { Set(points.map(Self.place)).count }

  /// The decisions of a space in the order in which they are numbered.
  static func all(of space: SearchSpace) -> [CheckedDecision] {
    var all: [CheckedDecision] = []
    var known: [String: Int] = [:]
    for point in space.points {
      if case .slot(let position, _) = point.kind, position > 0 { continue }
      let key = withoutPositions(point.path)
      if let index = known[key] {
        all[index].points.append(point)
      } else {
        known[key] = all.count
        all.append(CheckedDecision(point))
      }
    }
    return all
  }

  private init(_ point: DecisionPoint) {
    points = [point]
    let steps = Place.steps(of: Self.place(of: point))
    keys = steps.compactMap { if case .key(let key) = $0 { key } else { nil } }
    isElement = if case .position = steps.last { true } else { false }
  }

  /// Where the decision of a point stands: a `many_of` as a whole.
  static func place(of point: DecisionPoint) -> String {
    guard case .slot(let position, _) = point.kind else { return point.place }
    return String(point.place.dropLast("[\(position)]".count))
  }

  /// A path with every position left open, so that the same decision in all elements of a list has one.
  private static func withoutPositions(_ path: String) -> String {
    var kept: [UInt8] = []
    kept.reserveCapacity(path.utf8.count)
    var (isQuoted, isPosition) = (false, false)
    for byte in path.utf8 {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "]") { isPosition = false }
      let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      if !(isPosition && isDigit) { kept.append(byte) }
      // The number of a candidate, [=1/3], stays.
      isPosition = !isQuoted && (byte == UInt8(ascii: "[") || isPosition && isDigit)
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
