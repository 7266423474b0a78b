import BigInt
import Randomness

/// Counts and numbers the ways to select several of some candidates, of which each may have any number of ways inside.
///
/// With sizes s, the selections of j distinct candidates are the elementary symmetric polynomial e_j(s), those with
/// repetition the complete homogeneous one h_j(s); both follow from a recurrence over the candidates, which also gives the
/// rank of a selection in lexicographic order.
struct Selections: Sendable {
  private let sizes: [BigUInt]
  private let count: Int
  private let isDistinct: Bool
  private let isSorted: Bool
  /// For i and j: ways to select j of the candidates from the i-th on, in ascending order.
  private let suffix: [[BigUInt]]
  /// The orders that one selection can have.
  private let orders: BigUInt
  /// The size that all candidates have, if there is one: then drawing needs no large numbers.
  private let isEven: Bool

  /// How many selections there are, with what is inside.
  let size: BigUInt

  init(sizes: [BigUInt], count: Int, isDistinct: Bool, isSorted: Bool) {
    self.sizes = sizes
    self.count = count
    self.isDistinct = isDistinct
    self.isSorted = isSorted
    isEven = sizes.allSatisfy { $0 == sizes.first }
    if !isDistinct, !isSorted {
      suffix = []
      orders = 1
      size = sizes.reduce(0, +).power(count)
      return
    }
    var rows = [[BigUInt]](repeating: [], count: sizes.count + 1)
    rows[sizes.count] = [1] + [BigUInt](repeating: 0, count: count)
    for position in sizes.indices.reversed() {
      let next = rows[position + 1]
      var row: [BigUInt] = [1]
      for taken in 0..<count {
        row.append(next[taken + 1] + sizes[position] * (isDistinct ? next[taken] : row[taken]))
      }
      rows[position] = row
    }
    suffix = rows
    orders = isSorted ? 1 : (1...max(1, count)).reduce(BigUInt(1)) { $0 * BigUInt($1) }
    size = rows[0][count] * orders
  }

  // MARK: Numbering

  /// What a number stands for: the candidate of each position and the number of what is inside it.
  func selection(at index: BigUInt) -> [(candidate: Int, inside: BigUInt)] {
    if suffix.isEmpty { return independent(at: index) }
    let (number, order) = index.quotientAndRemainder(dividingBy: orders)
    var chosen: [(candidate: Int, inside: BigUInt)] = []
    var (position, rest) = (0, number)
    while chosen.count < count {
      let inside = suffix[isDistinct ? position + 1 : position][count - chosen.count - 1]
      let here = sizes[position] * inside
      if rest < here {
        let (digit, remainder) = rest.quotientAndRemainder(dividingBy: inside)
        chosen.append((position, digit))
        rest = remainder
        if isDistinct { position += 1 }
      } else {
        rest -= here
        position += 1
      }
    }
    if isSorted { return chosen }
    return PermutationRank.order(of: order, count: count).map { chosen[$0] }
  }

  /// The number of a selection; the inverse of ``selection(at:)``.
  func index(of selection: [(candidate: Int, inside: BigUInt)]) -> BigUInt {
    if suffix.isEmpty {
      let total = sizes.reduce(0, +)
      return selection.reduce(BigUInt(0)) { index, chosen in
        index * total + sizes.prefix(chosen.candidate).reduce(0, +) + chosen.inside
      }
    }
    let ascending = isSorted ? selection : selection.sorted { $0.candidate < $1.candidate }
    var index = BigUInt(0)
    var position = 0
    for (taken, chosen) in ascending.enumerated() {
      let left = count - taken - 1
      while position < chosen.candidate {
        index += sizes[position] * suffix[isDistinct ? position + 1 : position][left]
        position += 1
      }
      index += chosen.inside * suffix[isDistinct ? position + 1 : position][left]
      if isDistinct { position += 1 }
    }
    if isSorted { return index }
    let ranks = Dictionary(ascending.enumerated().map { ($0.element.candidate, $0.offset) }) { first, _ in first }
    return index * orders + PermutationRank.rank(of: selection.map { ranks[$0.candidate] ?? 0 })
  }

  private func independent(at index: BigUInt) -> [(candidate: Int, inside: BigUInt)] {
    let total = sizes.reduce(0, +)
    var chosen: [(candidate: Int, inside: BigUInt)] = []
    var rest = index
    for _ in 0..<count {
      var (quotient, inside) = rest.quotientAndRemainder(dividingBy: total)
      rest = quotient
      var candidate = 0
      while inside >= sizes[candidate] {
        inside -= sizes[candidate]
        candidate += 1
      }
      chosen.append((candidate, inside))
    }
    return chosen.reversed()
  }
}

// MARK: - Drawing

extension Selections {
  /// Draws the candidate of each position, each selection in proportion to what is inside.
  func draw(using generator: inout SeededGenerator) -> [Int] {
    if suffix.isEmpty {
      let weights = Weights(sizes)
      return (0..<count).map { _ in weights.draw(using: &generator) }
    }
    var chosen = isEven ? drawEvenly(using: &generator) : drawAscending(using: &generator)
    if isSorted {
      chosen.sort()
    } else if !isEven {
      generator.shuffle(&chosen)
    }
    return chosen
  }

  private func drawEvenly(using generator: inout SeededGenerator) -> [Int] {
    // A multiset of n is a set of n + k - 1 with the gaps taken out.
    var pool = Array(0..<(isDistinct ? sizes.count : sizes.count + count - 1))
    for position in 0..<count {
      pool.swapAt(position, position + generator.index(pool.count - position))
    }
    let drawn = Array(pool.prefix(count))
    return isDistinct ? drawn : drawn.sorted().enumerated().map { $0.element - $0.offset }
  }

  private func drawAscending(using generator: inout SeededGenerator) -> [Int] {
    var chosen: [Int] = []
    var position = 0
    while chosen.count < count {
      let left = count - chosen.count
      let here = sizes[position] * suffix[isDistinct ? position + 1 : position][left - 1]
      if generator.below(suffix[position][left]) < here {
        chosen.append(position)
        if isDistinct { position += 1 }
      } else {
        position += 1
      }
    }
    return chosen
  }
}
