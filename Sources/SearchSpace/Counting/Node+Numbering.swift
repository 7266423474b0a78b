import BigInt

/// The numbering of a part's architectures: parts side by side are the digits of a mixed-radix number, the first one the
/// most significant, and the alternatives of a decision are laid end to end. A continuous decision is always one.
extension Node {
  /// Writes the choices with a number under ``size``.
  func write(_ index: BigUInt, into architecture: inout Architecture) {
    switch shape {
    case .constant, .shared: break
    case .list(let nodes): Node.write(index, to: nodes, into: &architecture)
    case .table(let members): Node.write(index, to: members.map(\.value), into: &architecture)
    case .integer(let point, _, let allowed): architecture.choices[point] = allowed[Int(index)]
    case .float(let point, let range): architecture.choices[point] = Architecture.choice(for: range.value(at: 0.5))
    case .oneOf(let choice):
      var rest = index
      for candidate in choice.allowed {
        let node = choice.candidates[candidate]
        if rest < node.size {
          architecture.choices[choice.point] = candidate
          return node.write(rest, into: &architecture)
        }
        rest -= node.size
      }
    case .manyOf(let choice): choice.write(index, into: &architecture)
    case .listOf(let list):
      let (choice, rest) = list.choice(at: index)
      list.set(choice, in: &architecture)
      Node.write(rest, to: list.elements.prefix(list.lengths[choice]), into: &architecture)
    }
  }

  /// The number of the choices of an architecture that this space allows.
  func index(in architecture: Architecture) -> BigUInt {
    switch shape {
    case .constant, .shared, .float: return 0
    case .list(let nodes): return Node.index(of: nodes, in: architecture)
    case .table(let members): return Node.index(of: members.map(\.value), in: architecture)
    case .integer(let point, _, let allowed): return BigUInt(allowed.rank(of: architecture.choices[point]))
    case .oneOf(let choice):
      let chosen = architecture.choices[choice.point]
      let before = choice.allowed.prefix { $0 < chosen }.reduce(BigUInt(0)) { $0 + choice.candidates[$1].size }
      return before + choice.candidates[chosen].index(in: architecture)
    case .manyOf(let choice): return choice.index(in: architecture)
    case .listOf(let list):
      let before = list.ways(before: list.choice(in: architecture))
      return before + Node.index(of: list.present(in: architecture), in: architecture)
    }
  }

  static func write(
    _ index: BigUInt, to nodes: some BidirectionalCollection<Node>, into architecture: inout Architecture
  ) {
    var rest = index
    for node in nodes.reversed() where !node.points.isEmpty {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: node.size)
      node.write(digit, into: &architecture)
      rest = quotient
    }
  }

  static func index(of nodes: some Sequence<Node>, in architecture: Architecture) -> BigUInt {
    nodes.reduce(BigUInt(0)) { $0 * $1.size + $1.index(in: architecture) }
  }
}

extension ManyOfNode {
  fileprivate func write(_ index: BigUInt, into architecture: inout Architecture) {
    if let fixed {
      for (slot, candidate) in zip(slots, fixed) { architecture.choices[slot.point] = candidate }
      return Node.write(index, to: zip(slots, fixed).map { $0.candidates[$1] }, into: &architecture)
    }
    for (slot, chosen) in zip(slots, selections.selection(at: index)) {
      let candidate = allowed[chosen.candidate]
      architecture.choices[slot.point] = candidate
      slot.candidates[candidate].write(chosen.inside, into: &architecture)
    }
  }

  fileprivate func index(in architecture: Architecture) -> BigUInt {
    let chosen = slots.map { $0.candidates[architecture.choices[$0.point]] }
    if fixed != nil { return Node.index(of: chosen, in: architecture) }
    return selections.index(
      of: zip(slots, chosen).map { slot, node in
        (allowed.rank(of: architecture.choices[slot.point]), node.index(in: architecture))
      })
  }
}

extension ListOfNode {
  /// Makes an architecture have a choice of length.
  func set(_ choice: Int, in architecture: inout Architecture) {
    if !length.points.isEmpty { architecture.choices[length.points.lowerBound] = choice }
  }
}
