import BigInt

extension SearchSpace {
  /// The architecture with a number from 0 up to but not including ``size``, or nil beyond it.
  ///
  /// The numbering is a bijection: parts side by side are the digits of a mixed-radix number, the first one the most
  /// significant, and the alternatives of a decision are laid end to end.
  public func architecture(at index: BigUInt) -> Architecture? {
    guard index < size else { return nil }
    var architecture = blank
    Self.write(index, to: root, of: &architecture)
    return architecture
  }

  /// The number of an architecture; the inverse of ``architecture(at:)``.
  public func index(of architecture: Architecture) throws(SpaceError) -> BigUInt {
    try validate(architecture)
    return Self.index(of: root, in: architecture)
  }

  private static func write(_ index: BigUInt, to node: Node, of architecture: inout Architecture) {
    switch node.shape {
    case .constant: break
    case .list(let nodes): writeDigits(index, to: nodes, of: &architecture)
    case .table(let members): writeDigits(index, to: members.map(\.value), of: &architecture)
    case .integer(let point, _, _): architecture.choices[point] = Int(index)
    case .oneOf(let point, let candidates, _):
      let (choice, rest) = alternative(index, sizes: candidates.map(\.size))
      architecture.choices[point] = choice
      write(rest, to: candidates[choice], of: &architecture)
    case .listOf(let length, let lengths, let elements, _):
      let (choice, rest) = alternative(index, sizes: sizes(lengths, elements))
      if !length.points.isEmpty { architecture.choices[length.points.lowerBound] = choice }
      writeDigits(rest, to: Array(elements.prefix(lengths[choice])), of: &architecture)
    }
  }

  private static func index(of node: Node, in architecture: Architecture) -> BigUInt {
    switch node.shape {
    case .constant: return 0
    case .list(let nodes): return readDigits(of: nodes, in: architecture)
    case .table(let members): return readDigits(of: members.map(\.value), in: architecture)
    case .integer(let point, _, _): return BigUInt(architecture.choices[point])
    case .oneOf(let point, let candidates, _):
      let choice = architecture.choices[point]
      let before = candidates.prefix(choice).reduce(BigUInt(0)) { $0 + $1.size }
      return before + index(of: candidates[choice], in: architecture)
    case .listOf(let length, let lengths, let elements, _):
      let choice = length.points.isEmpty ? 0 : architecture.choices[length.points.lowerBound]
      let before = sizes(lengths, elements).prefix(choice).reduce(0, +)
      return before + readDigits(of: Array(elements.prefix(lengths[choice])), in: architecture)
    }
  }

  private static func writeDigits(_ index: BigUInt, to nodes: [Node], of architecture: inout Architecture) {
    var rest = index
    for node in nodes.reversed() {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: node.size)
      write(digit, to: node, of: &architecture)
      rest = quotient
    }
  }

  private static func readDigits(of nodes: [Node], in architecture: Architecture) -> BigUInt {
    nodes.reduce(BigUInt(0)) { $0 * $1.size + index(of: $1, in: architecture) }
  }

  private static func alternative(_ index: BigUInt, sizes: [BigUInt]) -> (choice: Int, rest: BigUInt) {
    var rest = index
    for (choice, size) in sizes.enumerated() {
      if rest < size { return (choice, rest) }
      rest -= size
    }
    return (sizes.count - 1, rest)
  }

  private static func sizes(_ lengths: [Int], _ elements: [Node]) -> [BigUInt] {
    lengths.map { elements.first?.size.power($0) ?? 1 }
  }
}
