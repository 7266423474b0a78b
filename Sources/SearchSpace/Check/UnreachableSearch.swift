import Randomness

/// Looks for candidates that no architecture under the constraints has.
///
/// What was drawn shows most of them to be reachable. The others are put into architectures one by one; where that never
/// fulfils the constraints, and rules are counted, the space without the candidate tells exactly: it has as many
/// architectures.
struct UnreachableSearch {
  enum Proof: Hashable, Comparable {
    case exact
    case sampled(drawn: Int)
  }

  /// Decisions with more choices are not looked through.
  private static let mostChoices = 100
  private static let fewTries = 50
  private static let manyTries = 1_000

  private let space: SearchSpace
  private let draws: CheckDraws
  private var generator = SeededGenerator(seed: 1)
  /// Architectures that may still be tested, so that a check ends soon however slow the constraints are.
  private var triesLeft = 10_000
  /// Cuts that may still be made: each compiles the space anew.
  private var cutsLeft = 100
  /// Choices that were found unreachable, by the ids of points.
  private var known: [Int: Set<Int>] = [:]

  init(_ space: SearchSpace, draws: CheckDraws) {
    self.space = space
    self.draws = draws
  }

  /// The choices of a decision that are unreachable, by how that is known. What lies inside such a candidate is not told
  /// again.
  ///
  /// - Throws: what a constraint throws.
  mutating func unreachable(at point: DecisionPoint) throws -> [Proof: [Int]] {
    guard !point.isContinuous, point.allowed.count <= Self.mostChoices, draws.accepted > 0 else { return [:] }
    let isHidden = { (condition: DecisionPoint.Condition) in
      condition.choices.allSatisfy { known[condition.parent]?.contains($0) ?? false }
    }
    if !point.conditions.isEmpty, point.conditions.allSatisfy(isHidden) { return [:] }
    let points = if case .slot(_, let rule) = point.kind { space.slots(of: rule) } else { [point.id] }
    let seen = points.reduce(into: Set<Int>()) { $0.formUnion(draws.seen[$1]) }
    var found: [Proof: [Int]] = [:]
    for choice in point.allowed where !seen.contains(choice) {
      guard let proof = try proof(that: choice, cannotBeAt: point, points) else { continue }
      found[proof, default: []].append(choice)
      for id in points { known[id, default: []].insert(choice) }
    }
    return found
  }

  private mutating func proof(
    that choice: Int, cannotBeAt point: DecisionPoint, _ points: [Int]
  ) throws -> Proof? {
    if draws.isComplete { return .exact }
    if try isAccepted(choice, at: point, tries: Self.fewTries) != false { return nil }
    let isCounted = space.counter.tested.count < space.constraints.count
    if isCounted, isCountedOut(choice, points) { return .exact }
    // Rules that are counted refuse most of what is put together by hand: that they did is no sign.
    if isCounted { return nil }
    return try isAccepted(choice, at: point, tries: Self.manyTries) == false
      ? .sampled(drawn: Self.manyTries) : nil
  }

  /// Whether some architecture with a choice fulfils the constraints; nil where not enough could be tried.
  private mutating func isAccepted(_ choice: Int, at point: DecisionPoint, tries: Int) throws -> Bool? {
    for _ in 0..<tries {
      if triesLeft == 0 { return nil }
      triesLeft -= 1
      var architecture = space.blank
      space.counter.draw(into: &architecture, using: &generator)
      guard force(choice, at: point, in: &architecture) else { return nil }
      if try space.isAccepted(architecture) { return true }
    }
    return false
  }

  /// Gives an architecture a choice, and before that those that make the decision exist.
  private mutating func force(_ choice: Int, at point: DecisionPoint, in architecture: inout Architecture) -> Bool
  {
    if !architecture.isActive(point.id), !point.conditions.isEmpty {
      let condition = point.conditions[generator.index(point.conditions.count)]
      let parent = space.points[condition.parent]
      let choices = condition.choices.filter(parent.allowed.contains)
      guard !choices.isEmpty, force(choices[generator.index(choices.count)], at: parent, in: &architecture) else {
        return false
      }
    }
    guard architecture.isActive(point.id) else { return false }
    var generator = generator
    let fill: Node.Fill = { node, copy in node.draw(into: &copy, using: &generator) }
    let part = space.part(of: point.id)
    if case .slot(let position, let rule) = point.kind, !rule.isIndependent {
      guard let selection = part.manyOf(first: rule.first) else { return false }
      var chosen = selection.slots.map { architecture.choices[$0.point] }
      if let other = chosen.firstIndex(of: choice) {
        if !rule.isSorted { chosen.swapAt(other, position) }
      } else {
        chosen[rule.isSorted ? self.generator.index(chosen.count) : position] = choice
        if rule.isSorted { chosen.sort() }
      }
      selection.select(chosen, in: &architecture, fill: fill)
    } else {
      part.set(point.id, to: choice, in: &architecture, fill: fill)
    }
    space.settleShared(in: &architecture, fill: fill)
    self.generator = generator
    return architecture.isActive(point.id)
  }

  /// Whether the space has as many architectures without a choice, as far as rules are counted.
  private mutating func isCountedOut(_ choice: Int, _ points: [Int]) -> Bool {
    guard cutsLeft > 0 else { return false }
    cutsLeft -= 1
    var left = space.restriction
    for id in points { left.choices[id] = space.points[id].allowed.subtracting([choice]) }
    left = left.unified(over: space)
    // Copies inside a many_of can only be cut all alike.
    guard points.allSatisfy({ left.choices[$0]?.contains(choice) == false }),
      let rest = try? space.with(restriction: left)
    else { return false }
    return rest.counter.size == space.counter.size
  }
}
