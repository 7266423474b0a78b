import Randomness

extension SearchSpace {
  private static let crossings = 100

  /// A child of two architectures: each decision is that of one parent, drawn evenly. Where the parents chose different
  /// candidates, the child has one parent's with all that is inside it.
  ///
  /// Nil where no child that was drawn fulfils the constraints.
  ///
  /// - Throws: ``SpaceError`` where a constraint fails.
  public func crossover(
    _ first: Architecture, _ second: Architecture, using generator: inout SeededGenerator
  ) throws(SpaceError) -> Architecture? {
    for _ in 0..<(constraints.isEmpty ? 1 : Self.crossings) {
      var child = blank
      for part in [root] + shared.map(\.node) {
        part.cross(first, second, into: &child, using: &generator)
      }
      settleShared(in: &child) { node, child in
        // Neither parent has it where the child needs it: each had another place for it, or none.
        node.draw(into: &child, using: &generator)
      }
      if try isAccepted(child) { return child }
    }
    return nil
  }
}

extension Node {
  /// Decides everything inside from two parents that both have this part, or one of them.
  fileprivate func cross(
    _ first: Architecture, _ second: Architecture, into child: inout Architecture,
    using generator: inout SeededGenerator
  ) {
    if points.isEmpty { return }
    let hasFirst = points.contains { first.isActive($0) }
    let hasSecond = points.contains { second.isActive($0) }
    guard hasFirst, hasSecond else {
      if hasFirst || hasSecond { copy(from: hasFirst ? first : second, to: &child) }
      return
    }
    switch shape {
    case .constant, .shared: break
    case .list(let nodes): for node in nodes { node.cross(first, second, into: &child, using: &generator) }
    case .table(let members):
      for (_, node) in members { node.cross(first, second, into: &child, using: &generator) }
    case .integer, .float: copy(from: generator.index(2) == 0 ? first : second, to: &child)
    case .oneOf(let choice):
      let chosen = first.choices[choice.point]
      guard chosen == second.choices[choice.point] else {
        return copy(from: generator.index(2) == 0 ? first : second, to: &child)
      }
      child.choices[choice.point] = chosen
      choice.candidates[chosen].cross(first, second, into: &child, using: &generator)
    case .manyOf(let choice): choice.cross(first, second, into: &child, using: &generator)
    case .listOf(let list):
      list.length.cross(first, second, into: &child, using: &generator)
      for element in list.present(in: child) { element.cross(first, second, into: &child, using: &generator) }
    }
  }

  fileprivate func copy(from parent: Architecture, to child: inout Architecture) {
    child.choices.replaceSubrange(points, with: parent.choices[points])
  }
}

extension ManyOfNode {
  fileprivate func cross(
    _ first: Architecture, _ second: Architecture, into child: inout Architecture,
    using generator: inout SeededGenerator
  ) {
    let parents = [first, second].map { parent in slots.map { parent.choices[$0.point] } }
    let selection =
      rule.isIndependent
      ? parents[0].indices.map { parents[generator.index(2)][$0] } : mix(parents, using: &generator)
    for (position, candidate) in selection.enumerated() {
      let slot = slots[position]
      child.choices[slot.point] = candidate
      let inside = slot.candidates[candidate]
      if inside.points.isEmpty { continue }
      // What is inside a candidate comes from a parent that chose it, at whatever position.
      let sources = zip([first, second], parents).compactMap { parent, chosen in
        chosen.firstIndex(of: candidate).map { (parent, slots[chosen[position] == candidate ? position : $0]) }
      }
      let (parent, from) = sources[generator.index(sources.count)]
      child.choices.replaceSubrange(inside.points, with: parent.choices[from.candidates[candidate].points])
    }
  }

  /// A selection of candidates that a parent chose, with those of both at the place of one of them.
  private func mix(_ parents: [[Int]], using generator: inout SeededGenerator) -> [Int] {
    if rule.isSorted {
      // What both chose, as often as both did, and some of what only one did.
      var common: [Int] = []
      var rest = parents[1]
      for candidate in parents[0] {
        if let position = rest.firstIndex(of: candidate) { common.append(rest.remove(at: position)) }
      }
      for candidate in parents[0].subtracting(common) { rest.append(candidate) }
      generator.shuffle(&rest)
      return (common + rest.prefix(slots.count - common.count)).sorted()
    }
    // Each position takes a parent's candidate while that is free; what is left over fills the gaps.
    var mixed = [Int?](repeating: nil, count: slots.count)
    var used: Set<Int> = []
    var order = Array(slots.indices)
    generator.shuffle(&order)
    for position in order {
      let one = generator.index(2)
      for parent in [one, 1 - one] where mixed[position] == nil && used.insert(parents[parent][position]).inserted
      {
        mixed[position] = parents[parent][position]
      }
    }
    var left = (parents[0] + parents[1]).filter { !used.contains($0) }
    return mixed.map { candidate in
      if let candidate { return candidate }
      let next = left.first ?? 0
      left.removeAll { $0 == next }
      return next
    }
  }
}

extension [Int] {
  /// What is left without some elements, each as often as it is taken.
  fileprivate func subtracting(_ others: [Int]) -> [Int] {
    var left = self
    for other in others {
      if let position = left.firstIndex(of: other) { left.remove(at: position) }
    }
    return left
  }
}
