import Randomness

extension SearchSpace {
  /// A copy in which exactly one decision is another one, drawn evenly from the active decisions with a choice.
  ///
  /// Decisions that come into being by it are drawn as in sampling; a list that changes its length keeps the elements
  /// that remain. Nil where nothing can change.
  public func mutate(_ architecture: Architecture, using generator: inout SeededGenerator) -> Architecture? {
    let open = points.filter { $0.count > 1 && architecture.choices[$0.id] != Architecture.inactive }
    guard !open.isEmpty else { return nil }
    let point = open[generator.index(open.count)]
    let old = architecture.choices[point.id]
    let drawn = generator.index(point.count - 1)
    var mutated = architecture
    Self.set(point.id, to: drawn < old ? drawn : drawn + 1, in: root, of: &mutated, using: &generator)
    return mutated
  }

  /// Gives one point another choice and puts right what depends on it.
  private static func set(
    _ point: Int, to choice: Int, in node: Node, of architecture: inout Architecture,
    using generator: inout SeededGenerator
  ) {
    switch node.shape {
    case .constant: break
    case .integer: architecture.choices[point] = choice
    case .list(let nodes): descend(nodes)
    case .table(let members): descend(members.map(\.value))
    case .oneOf(let own, let candidates, _):
      guard own == point else { return descend(candidates) }
      clear(candidates[architecture.choices[own]], of: &architecture)
      architecture.choices[own] = choice
      sample(candidates[choice], into: &architecture, using: &generator)
    case .listOf(let length, let lengths, let elements, _):
      guard length.points.contains(point) else { return descend(elements) }
      let (old, new) = (lengths[architecture.choices[point]], lengths[choice])
      architecture.choices[point] = choice
      for element in elements[min(old, new)..<max(old, new)] {
        if new > old {
          sample(element, into: &architecture, using: &generator)
        } else {
          clear(element, of: &architecture)
        }
      }
    }

    func descend(_ nodes: [Node]) {
      guard let inside = nodes.first(where: { $0.points.contains(point) }) else { return }
      set(point, to: choice, in: inside, of: &architecture, using: &generator)
    }
  }

  private static func clear(_ node: Node, of architecture: inout Architecture) {
    for point in node.points { architecture.choices[point] = Architecture.inactive }
  }
}
