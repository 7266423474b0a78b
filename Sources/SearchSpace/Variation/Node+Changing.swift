extension Node {
  /// Decides what comes into being by a change.
  typealias Fill = (Node, inout Architecture) -> Void

  /// Gives one point inside another choice and puts right what depends on it: what came to exist is filled, what
  /// exists no more is cleared. A list that changes its length keeps the elements that remain.
  func set(_ point: Int, to choice: Int, in architecture: inout Architecture, fill: Fill) {
    switch shape {
    case .constant, .shared: break
    case .integer, .float: architecture.choices[point] = choice
    case .list(let nodes): Node.set(point, to: choice, inOneOf: nodes, of: &architecture, fill)
    case .table(let members):
      Node.set(point, to: choice, inOneOf: members.map(\.value), of: &architecture, fill)
    case .oneOf(let own):
      guard own.point == point else {
        return Node.set(point, to: choice, inOneOf: own.candidates, of: &architecture, fill)
      }
      own.candidates[architecture.choices[point]].clear(in: &architecture)
      architecture.choices[point] = choice
      fill(own.candidates[choice], &architecture)
    case .manyOf(let own):
      guard let slot = own.slots.first(where: { $0.point == point }) else {
        return Node.set(point, to: choice, inOneOf: own.slots.flatMap(\.candidates), of: &architecture, fill)
      }
      slot.candidates[architecture.choices[point]].clear(in: &architecture)
      architecture.choices[point] = choice
      fill(slot.candidates[choice], &architecture)
    case .listOf(let list):
      guard list.length.points.contains(point) else {
        return Node.set(point, to: choice, inOneOf: list.elements, of: &architecture, fill)
      }
      let (old, new) = (list.lengths[architecture.choices[point]], list.lengths[choice])
      architecture.choices[point] = choice
      for element in list.elements[min(old, new)..<max(old, new)] {
        if new > old { fill(element, &architecture) } else { element.clear(in: &architecture) }
      }
    }
  }

  private static func set(
    _ point: Int, to choice: Int, inOneOf nodes: [Node], of architecture: inout Architecture, _ fill: Fill
  ) {
    nodes.first { $0.points.contains(point) }?.set(point, to: choice, in: &architecture, fill: fill)
  }

  /// The `many_of` inside whose first position has an id, or nil.
  func manyOf(first point: Int) -> ManyOfNode? {
    if case .manyOf(let choice) = shape, choice.rule.first == point { return choice }
    return children.first { $0.points.contains(point) }?.manyOf(first: point)
  }
}

extension ManyOfNode {
  /// Makes a selection the chosen one. A candidate that was chosen before keeps what is decided inside it, at whatever
  /// position it comes to; a new one is filled.
  func select(_ selection: [Int], in architecture: inout Architecture, fill: Node.Fill) {
    let before = architecture
    var old = slots.map { before.choices[$0.point] }
    for (position, slot) in slots.enumerated() {
      let candidate = selection[position]
      slot.candidates[before.choices[slot.point]].clear(in: &architecture)
      architecture.choices[slot.point] = candidate
      // The same position first, so that what stays where it is stays as it is.
      let source = old[position] == candidate ? position : old.firstIndex(of: candidate)
      if let source {
        old[source] = -1
        let from = slots[source].candidates[candidate].points
        architecture.choices.replaceSubrange(slot.candidates[candidate].points, with: before.choices[from])
      } else {
        fill(slot.candidates[candidate], &architecture)
      }
    }
  }
}
