import BigInt
import Randomness

extension SearchSpace {
  /// An architecture drawn uniformly from all architectures.
  ///
  /// A candidate with more architectures inside is drawn more often, in exact proportion; drawing each decision
  /// evenly would favour the small branches.
  public func sample(using generator: inout SeededGenerator) -> Architecture {
    var architecture = blank
    Self.sample(root, into: &architecture, using: &generator)
    return architecture
  }

  static func sample(_ node: Node, into architecture: inout Architecture, using generator: inout SeededGenerator) {
    if node.points.isEmpty { return }
    switch node.shape {
    case .constant: break
    case .list(let nodes): for node in nodes { sample(node, into: &architecture, using: &generator) }
    case .table(let members): for (_, node) in members { sample(node, into: &architecture, using: &generator) }
    case .integer(let point, _, _):
      // The size of an integer decision is its count, which fits an Int by construction.
      architecture.choices[point] = generator.index(Int(node.size))
    case .oneOf(let point, let candidates, let weights):
      let choice = weights.draw(using: &generator)
      architecture.choices[point] = choice
      sample(candidates[choice], into: &architecture, using: &generator)
    case .listOf(let length, let lengths, let elements, let weights):
      let choice = weights.draw(using: &generator)
      if !length.points.isEmpty { architecture.choices[length.points.lowerBound] = choice }
      for element in elements.prefix(lengths[choice]) {
        sample(element, into: &architecture, using: &generator)
      }
    }
  }
}

extension Weights {
  func draw(using generator: inout SeededGenerator) -> Int {
    switch self {
    case .even(let count): return count == 1 ? 0 : generator.index(count)
    case .small(let sums):
      let drawn = generator.below(sums[sums.count - 1])
      return sums.firstIndex { drawn < $0 } ?? 0
    case .large(let sums):
      let drawn = generator.below(sums[sums.count - 1])
      return sums.firstIndex { drawn < $0 } ?? 0
    }
  }
}

extension SeededGenerator {
  /// A whole number of any size from 0 up to but not including `bound`, each equally likely: as many bits as the bound
  /// has, drawn again while too large.
  public mutating func below(_ bound: BigUInt) -> BigUInt {
    let bits = bound.bitWidth
    let words = (bits + 63) / 64
    while true {
      var value = BigUInt(0)
      for _ in 0..<words { value = (value << 64) | BigUInt(next()) }
      value >>= words * 64 - bits
      if value < bound { return value }
    }
  }
}
