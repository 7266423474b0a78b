import BigInt

/// How many lists there are of each length.
struct ListWays {
  /// Draws among the lengths.
  let weights: Weights
  let total: BigUInt

  init(lengths: [Int], elements: [Node]) {
    let base = elements.first?.size ?? 1
    let isAscending = zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 }
    if lengths.count > Self.mostSums, isAscending, elements.allSatisfy({ $0.size == base }) {
      let longest = base.power(lengths[lengths.count - 1])
      total = Self.sumOfPowers(of: base, lengths, longest: longest)
      weights = .powers(base: base, exponents: lengths, longest: longest, total: total)
      return
    }
    let sizes = Self.sizes(lengths: lengths, elements: elements)
    total = sizes.reduce(0, +)
    weights = Weights(sizes)
  }

  /// Up to so many lengths the sums are kept.
  private static let mostSums = 256

  private static func sumOfPowers(of base: BigUInt, _ exponents: [Int], longest: BigUInt) -> BigUInt {
    let step = exponents[1] - exponents[0]
    if base > 1, zip(exponents, exponents.dropFirst()).allSatisfy({ $1 - $0 == step }) {
      // A geometric series.
      let ratio = base.power(step)
      return (longest * ratio - base.power(exponents[0])) / (ratio - 1)
    }
    var (sum, power, exponent) = (BigUInt(0), BigUInt(1), 0)
    for next in exponents {
      power *= base.power(next - exponent)
      exponent = next
      sum += power
    }
    return sum
  }

  private static func sizes(lengths: [Int], elements: [Node]) -> [BigUInt] {
    var products: [Int: BigUInt] = [:]
    var (product, known) = (BigUInt(1), 0)
    for length in Set(lengths).sorted() {
      product *= elements[known..<length].productOfSizes
      products[length] = product
      known = length
    }
    return lengths.map { products[$0] ?? 1 }
  }
}

extension ListOfNode {
  /// The allowed choice of length that a number falls to, and the number among lists of that length.
  func choice(at index: BigUInt) -> (choice: Int, rest: BigUInt) {
    var rest = index
    var result: (Int, BigUInt)?
    forEachLength { choice, ways in
      if rest < ways {
        result = (choice, rest)
        return false
      }
      rest -= ways
      return true
    }
    return result ?? (allowed[allowed.count - 1], rest)
  }

  /// How many lists have a choice of length before a given one.
  func ways(before limit: Int) -> BigUInt {
    var sum = BigUInt(0)
    forEachLength { choice, ways in
      if choice == limit { return false }
      sum += ways
      return true
    }
    return sum
  }

  /// Visits the allowed choices of length with how many lists have it, until the body says to stop.
  private func forEachLength(_ body: (_ choice: Int, _ ways: BigUInt) -> Bool) {
    var ways = BigUInt(1)
    var length = 0
    for choice in allowed {
      let next = lengths[choice]
      if next < length { (ways, length) = (1, 0) }
      for element in elements[length..<next] { ways *= element.size }
      length = next
      if !body(choice, ways) { return }
    }
  }
}
