import BigInt
import Randomness

extension Node {
  /// Decides everything inside, each way equally likely.
  ///
  /// A candidate with more architectures inside is drawn more often, in exact proportion; drawing each decision
  /// evenly would favour the small branches.
  func draw(into architecture: inout Architecture, using generator: inout SeededGenerator) {
    if points.isEmpty { return }
    switch shape {
    case .constant, .shared: break
    case .list(let nodes): for node in nodes { node.draw(into: &architecture, using: &generator) }
    case .table(let members): for (_, node) in members { node.draw(into: &architecture, using: &generator) }
    case .integer(let point, let range, let allowed):
      architecture.choices[point] = range.draw(from: allowed, using: &generator)
    case .float(let point, let range):
      architecture.choices[point] = Architecture.choice(for: range.value(at: generator.unit()))
    case .oneOf(let choice):
      let candidate = choice.allowed[choice.weights.draw(using: &generator)]
      architecture.choices[choice.point] = candidate
      choice.candidates[candidate].draw(into: &architecture, using: &generator)
    case .manyOf(let choice):
      let drawn = choice.fixed ?? choice.selections.draw(using: &generator).map { choice.allowed[$0] }
      for (slot, candidate) in zip(choice.slots, drawn) {
        architecture.choices[slot.point] = candidate
        slot.candidates[candidate].draw(into: &architecture, using: &generator)
      }
    case .listOf(let list):
      let choice = list.allowed[list.weights.draw(using: &generator)]
      list.set(choice, in: &architecture)
      for element in list.elements.prefix(list.lengths[choice]) {
        element.draw(into: &architecture, using: &generator)
      }
    }
  }
}

extension IntegerRange {
  /// Draws a choice: evenly, or on a logarithmic scale where ratios count.
  func draw(from allowed: ChoiceSet, using generator: inout SeededGenerator) -> Int {
    if !isLogarithmic { return allowed[generator.index(allowed.count)] }
    // Each value stands for the real numbers that round to it.
    let (first, last) = (value(of: allowed[0]), value(of: allowed[allowed.count - 1]))
    let half = Double(step) / 2
    let around = FloatRange(
      lower: max(Double(first) - half, Double(first) / 2), upper: Double(last) + half, isLogarithmic: true)
    while true {
      let drawn = around.value(at: generator.unit())
      let choice = Int(((drawn - Double(lower)) / Double(step)).rounded())
      if allowed.contains(choice) { return choice }
    }
  }
}

extension Weights {
  /// The rank of the part that is drawn.
  func draw(using generator: inout SeededGenerator) -> Int {
    switch self {
    case .even(let count): return count == 1 ? 0 : generator.index(count)
    case .small(let sums):
      let drawn = generator.below(sums[sums.count - 1])
      return sums.firstIndex { drawn < $0 } ?? 0
    case .large(let sums):
      let drawn = generator.below(sums[sums.count - 1])
      return sums.firstIndex { drawn < $0 } ?? 0
    case .powers(let base, let exponents, let total):
      // From the longest, which has nearly all.
      var rest = generator.below(total)
      var power = base.power(exponents[exponents.count - 1])
      for rank in exponents.indices.reversed() {
        if rest < power || rank == 0 { return rank }
        rest -= power
        power /= base.power(exponents[rank] - exponents[rank - 1])
      }
      return 0
    }
  }
}

extension SeededGenerator {
  /// A whole number of any size from 0 up to but not including `bound`, each equally likely: as many bits as the bound
  /// has, drawn again while too large.
  public mutating func below(_ bound: BigUInt) -> BigUInt {
    if let word = UInt64(exactly: bound) { return BigUInt(below(word)) }
    let bits = bound.bitWidth
    let words = (bits + 63) / 64
    while true {
      var drawn = BigUInt(words: (0..<words).map { _ in UInt(next()) })
      drawn >>= words * 64 - bits
      if drawn < bound { return drawn }
    }
  }
}
