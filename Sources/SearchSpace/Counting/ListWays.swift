import BigInt

/// How many lists there are of each length.
struct ListWays {
  /// Draws among the lengths.
  let weights: Weights
  let total: BigUInt

  init(lengths: [Int], elements: [Node]) {
    let base = elements.first?.size ?? 1
    let isAscending = zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 }
    if lengths.count > Self.longest, isAscending, elements.allSatisfy({ $0.size == base }) {
      var total = BigUInt(0)
      var power = BigUInt(1)
      var exponent = 0
      for length in lengths {
        power *= base.power(length - exponent)
        exponent = length
        total += power
      }
      self.total = total
      weights = .powers(base: base, exponents: lengths, total: total)
      return
    }
    let sizes = Self.sizes(lengths: lengths, elements: elements)
    total = sizes.reduce(0, +)
    weights = Weights(sizes)
  }

  /// Up to so many lengths the sums are kept.
  private static let longest = 256

  static func sizes(lengths: [Int], elements: [Node]) -> [BigUInt] {
    var products: [BigUInt] = [1]
    for element in elements.prefix(lengths.max() ?? 0) {
      products.append((products.last ?? 1) * element.size)
    }
    return lengths.map { products[$0] }
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
