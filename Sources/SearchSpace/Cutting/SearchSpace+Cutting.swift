// A part of a space has the same points, so that an architecture is the same row of choices in both: finished trials of
// one can start the search of the other.
extension SearchSpace {
  /// The space in which only some decisions are open and all others are as in a given architecture.
  ///
  /// - Parameters:
  ///   - patterns: the open decisions: places, or parts that they lie in, or their names.
  ///   - base: what the others keep; the baseline if left out.
  /// - Throws: ``SpaceError`` for a pattern that names no decision.
  public func only(_ patterns: [PathPattern], base: Architecture? = nil) throws(SpaceError) -> SearchSpace {
    for pattern in patterns where !points.contains(where: { $0.isCovered(by: pattern) }) {
      throw SpaceError(path: pattern.description, problem: "no decision has this place or name; \(knownPlaces)")
    }
    let base = base ?? baseline
    try validate(base)
    var left = restriction
    for point in points where !patterns.contains(where: { point.isCovered(by: $0) }) {
      // What does not exist in the base cannot be fixed to anything: its default is as good as any other.
      let value = base.isActive(point.id) ? base.choices[point.id] : nil
      if let range = point.range {
        let number = value.map(Architecture.value(of:)) ?? range.lower
        left.ranges[point.id] = FloatRange(lower: number, upper: number, isLogarithmic: range.isLogarithmic)
      } else if case .slot(let position, let rule) = point.kind, value == nil {
        left.choices[point.id] = ChoiceSet([rule.isDistinct ? position : 0])
      } else {
        left.choices[point.id] = ChoiceSet([value ?? point.allowed[0]])
      }
    }
    return try with(restriction: left.unified(over: self))
  }

  /// The space without a candidate of a decision.
  ///
  /// - Parameters:
  ///   - pattern: the decision's place, which may name several, or its name.
  ///   - isCandidate: whether a choice of a decision is the candidate.
  /// - Throws: ``SpaceError`` where there is no such decision or candidate, or nothing would be left.
  public func without(
    _ pattern: PathPattern, where isCandidate: (DecisionPoint, Int) -> Bool
  ) throws(SpaceError) -> SearchSpace {
    let named = points.filter { point in
      !point.isContinuous
        && (pattern.matches(Place.steps(of: point.place)) || point.name == pattern.description
          || point.isSlot(of: pattern))
    }
    if named.isEmpty {
      throw SpaceError(path: pattern.description, problem: "no decision has this place or name; \(knownPlaces)")
    }
    var left = restriction
    var isFound = false
    for point in named {
      let removed =
        point.allowed.count <= Self.mostCandidates ? point.allowed.filter { isCandidate(point, $0) } : []
      if removed.isEmpty { continue }
      isFound = true
      left.choices[point.id] = point.allowed.subtracting(removed)
    }
    if !isFound {
      let candidates = named[0].allowed.prefix(12).map { label(of: $0, at: named[0]).displayText }
      throw SpaceError(
        path: pattern.description,
        problem: "it has no such candidate; its candidates are \(candidates.joined(separator: ", "))")
    }
    return try with(restriction: left.unified(over: self))
  }

  /// Decisions with more candidates are not looked through one by one.
  private static let mostCandidates = 100_000

  /// The smaller joint space around some architectures: each decision has the candidates that one of them chose, and,
  /// where candidates are numbers in order, those up to `radius` steps from one. A continuous decision keeps the range
  /// between them and a tenth of the whole for each step of the radius.
  public func around(_ architectures: [Architecture], radius: Int) throws(SpaceError) -> SearchSpace {
    if architectures.isEmpty { throw SpaceError(path: "", problem: "around needs at least one architecture") }
    if radius < 0 { throw SpaceError(path: "", problem: "the radius must be 0 or more, got \(radius)") }
    for architecture in architectures { try validate(architecture) }
    var left = restriction
    for point in points {
      let chosen = architectures.filter { $0.isActive(point.id) }.map { $0.choices[point.id] }
      // What none of them has can only be reached through a candidate that none of them chose.
      guard !chosen.isEmpty else { continue }
      if let range = point.range {
        let positions = chosen.map { range.position(of: Architecture.value(of: $0)) }
        let reach = Double(radius) / 10
        left.ranges[point.id] = FloatRange(
          lower: range.value(at: max(0, (positions.min() ?? 0) - reach)),
          upper: range.value(at: min(1, (positions.max() ?? 1) + reach)), isLogarithmic: range.isLogarithmic)
      } else {
        let reach = isOrdered(point) ? radius : 0
        let near = ChoiceSet(
          ranges: chosen.map { max(0, $0 - reach)..<min(point.count, $0 + reach + 1) }
        ).intersection(point.allowed)
        left.choices[point.id] = near.count > 0 ? near : ChoiceSet(chosen)
      }
    }
    return try with(restriction: left.unified(over: self))
  }

  /// Whether the candidates of a decision are numbers that ascend or descend.
  public func isOrdered(_ point: DecisionPoint) -> Bool {
    guard point.integers == nil else { return true }
    guard let candidates = candidates[point.id] else { return false }
    let numbers = candidates.compactMap { node -> Double? in
      if case .constant(let value) = node.shape { value.doubleValue } else { nil }
    }
    guard numbers.count == candidates.count, numbers.count > 1 else { return false }
    let pairs = zip(numbers, numbers.dropFirst())
    return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
  }

  /// Some of its decisions, for a message about a place that it does not have.
  var knownPlaces: String {
    let known = points.prefix(8).map(\.place).joined(separator: ", ")
    return "decisions are \(known)\(points.count > 8 ? ", ..." : "")"
  }
}

extension DecisionPoint {
  /// Whether it is a position of the `many_of` that a pattern names.
  fileprivate func isSlot(of pattern: PathPattern) -> Bool {
    guard case .slot = kind else { return false }
    return pattern.matches(Array(Place.steps(of: place).dropLast()))
  }
}

extension Restriction {
  /// The same with one set of candidates for all positions of a `many_of` that depend on each other: what is left at one
  /// of them is left at all. Positions with one candidate each stay, if they are a selection.
  func unified(over space: SearchSpace) -> Restriction {
    var unified = self
    var open = [space.root] + space.shared.map(\.node)
    while let node = open.popLast() {
      open += node.children
      guard case .manyOf(let choice) = node.shape, !choice.rule.isIndependent || choice.slots.count > 1 else {
        continue
      }
      // One that stands inside another has been joined over the positions of that one already.
      let left = choice.slots.map { unified.choices[$0.point] ?? ChoiceSet(all: space.points[$0.point].count) }
      if left.allSatisfy({ $0 == left[0] }) {
        unified.unifyInside(choice)
      } else if !left.allSatisfy({ $0.count == 1 }) {
        let all = ChoiceSet(ranges: left.flatMap(\.ranges))
        for slot in choice.slots { unified.choices[slot.point] = all }
        unified.unifyInside(choice)
      }
    }
    return unified
  }

  /// Gives what is inside a candidate the same choices at every position.
  private mutating func unifyInside(_ choice: ManyOfNode) {
    for candidate in choice.slots[0].candidates.indices {
      let nodes = choice.slots.map { $0.candidates[candidate] }
      for offset in 0..<nodes[0].points.count {
        let ids = nodes.map { $0.points.lowerBound + offset }
        let sets = ids.compactMap { choices[$0] }
        if sets.count == ids.count {
          let all = ChoiceSet(ranges: sets.flatMap(\.ranges))
          for id in ids { choices[id] = all }
        } else {
          for id in ids { choices[id] = nil }
        }
      }
    }
  }
}
