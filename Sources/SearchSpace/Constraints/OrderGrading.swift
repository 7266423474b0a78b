import PlainJSON

/// Counts architectures by the first and last of the values that must come in an order.
struct OrderGrading: Grading {
  private let rule: OrderRule
  /// Every value that there can be; grades are positions in it.
  private let values: [Double]
  private let ranks: [Double: Int]
  let neutral: Grade = [-1, -1]
  let isCommutative = false

  init(_ rule: OrderRule, leaves: GradedLeaves) {
    self.rule = rule
    values = Set(leaves.values.compactMap(\.doubleValue)).sorted()
    ranks = Dictionary(values.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
  }

  /// Whether the parts of a space come in the order of the rule: those of an earlier pattern first, and none twice.
  static func follows(_ rule: OrderRule, places: [String]) -> Bool {
    var last = 0
    for place in places {
      let steps = Place.steps(of: place)
      let matching = rule.places.indices.filter { rule.places[$0].matches(steps) }
      guard matching.count == 1, matching[0] >= last else { return false }
      last = matching[0]
    }
    return true
  }

  func grade(of value: JSON, at place: String) -> Grade? {
    guard let number = value.doubleValue, let rank = ranks[number] else { return nil }
    let steps = Place.steps(of: place)
    return rule.places.contains { $0.matches(steps) } ? [rank, rank] : nil
  }

  func combine(_ first: Grade, _ second: Grade) -> Grade? {
    if first == neutral { return second }
    if second == neutral { return first }
    return rule.allows(values[first[1]], values[second[0]]) ? [first[0], second[1]] : nil
  }

  func accepts(_ grade: Grade) -> Bool { true }
}
