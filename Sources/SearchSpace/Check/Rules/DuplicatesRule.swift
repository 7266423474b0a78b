import PlainJSON

/// No two candidates of a decision are equal, or can become equal.
struct DuplicatesRule: SpaceRule {
  let name = "duplicates"
  private static let mostTold = 3

  func findings(in check: SpaceCheck) -> [Finding] {
    check.decisions.flatMap { decision -> [Finding] in
      // Elements of a list mostly have the same candidates, and so the same repeats.
      var points: [[String]: [DecisionPoint]] = [:]
      for point in decision.points {
        let repeats = repeats(at: point, in: check.space)
        if !repeats.isEmpty { points[repeats, default: []].append(point) }
      }
      return points.sorted { $0.value[0].id < $1.value[0].id }.map { repeats, points in
        finding(of: repeats, at: points, decision)
      }
    }
  }

  private func finding(of repeats: [String], at points: [DecisionPoint], _ decision: CheckedDecision) -> Finding {
    let told = repeats.prefix(Self.mostTold).joined(separator: ", ")
    let more = repeats.count > Self.mostTold ? " and \(repeats.count - Self.mostTold) more" : ""
    if case .slot = points[0].kind {
      // Several of a kind can be meant: three blocks of one level in an order.
      return finding(
        .note, at: points, of: decision, "\(told)\(more): selections that are equal tables are counted apart",
        advice: "mind that the size counts choices, not different tables; remove repeats that are not meant")
    }
    return finding(
      .warning, at: points, of: decision,
      "\(told)\(more): the same architecture is proposed twice, and the repeated candidate more often than others",
      advice: "leave one of them out, or make them differ")
  }

  /// The repeats among the candidates that are left, in words.
  private func repeats(at point: DecisionPoint, in space: SearchSpace) -> [String] {
    guard let candidates = space.candidates[point.id] else { return [] }
    var words: [String] = []
    var constants: [JSON: [Int]] = [:]
    var order: [JSON] = []
    var others: [Int] = []
    for choice in point.allowed {
      guard candidates[choice].isConstant else {
        others.append(choice)
        continue
      }
      let value = space.table(of: candidates[choice], space.blank).comparable
      if constants[value, default: []].isEmpty { order.append(value) }
      constants[value, default: []].append(choice)
    }
    for value in order {
      guard let same = constants[value], same.count > 1 else { continue }
      let label = space.label(of: same[0], at: point)
      words.append("candidates \(same.map { String($0 + 1) }.inWords) are equal (\(label.shortText))")
    }
    if others.isEmpty { return words }
    let pairs = CandidatePairs(candidates: candidates, constants: order.compactMap { constants[$0]?[0] }, others)
    for (first, second) in pairs.all {
      guard let value = candidates[first].commonValue(with: candidates[second]) else { continue }
      words.append("candidates \(first + 1) and \(second + 1) can both become \(value.shortText)")
    }
    return words
  }
}

extension [String] {
  fileprivate var inWords: String {
    count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) and \(self[count - 1])"
  }
}

extension JSON {
  /// The same for values that are one in a decided table, whichever language wrote it; see ``isSame(as:)``.
  fileprivate var comparable: JSON {
    switch self {
    case .null: .bool(false)
    case .integer, .number: doubleValue.map { .number($0) } ?? self
    case .array(let elements): .array(elements.map(\.comparable))
    case .object(let members):
      members.values.allSatisfy { $0 == .null }
        ? .array([]) : .object(members.filter { $0.value != .null }.mapValues(\.comparable))
    default: self
    }
  }

  fileprivate var shortText: String { text.count > 60 ? text.prefix(57) + "..." : text }
}
