import Randomness

/// How many items each class gives to a part, so that the part has exactly the items it is to have.
enum Apportionment {
  /// Largest remainder (Hamilton): each class gives its share, rounded down or up, and those with the largest remainders
  /// are rounded up. Where a class would get nothing it is rounded up before all others, and where it would leave nothing
  /// after all others, so that as many classes as can be are on both sides. Ties are decided by the seed.
  ///
  /// - Parameters:
  ///   - counts: what the shares are of, by class.
  ///   - limits: how many each class can give, by class: fewer where it has to come from within a smaller part.
  ///   - share: each class's share.
  ///   - total: what the part gets, at most the sum of the limits.
  ///   - keepsSingles: whether a class of one item gives it, before all others.
  static func proportional(
    _ counts: [Int], limits: [Int], share: Double, total: Int, keepsSingles: Bool,
    using generator: inout SeededGenerator
  ) -> [Int] {
    var given = [Int](repeating: 0, count: counts.count)
    var ranks = Array(counts.indices)
    generator.shuffle(&ranks)
    var left = total
    if keepsSingles {
      for index in ranks where counts[index] == 1 && limits[index] == 1 && left > 0 {
        given[index] = 1
        left -= 1
      }
    }
    let others = ranks.filter { !(keepsSingles && counts[$0] == 1) }
    let quotas = quotas(of: others.map { counts[$0] }, share: Share(share), total: left)
    var candidates: [(index: Int, urgency: Int, rest: UInt64)] = []
    candidates.reserveCapacity(others.count)
    for (index, quota) in zip(others, quotas) {
      given[index] = min(quota.whole, limits[index])
      left -= given[index]
      let urgency = quota.whole == 0 ? 0 : quota.whole + 1 == counts[index] ? 2 : 1
      candidates.append((index, urgency, quota.rest))
    }
    // Stable, as the order of the ranks is what decides ties; the position says so.
    let order = candidates.indices.sorted {
      let (first, second) = (candidates[$0], candidates[$1])
      if first.urgency != second.urgency { return first.urgency < second.urgency }
      return first.rest != second.rest ? first.rest > second.rest : $0 < $1
    }
    return filling(given, limits: limits, left: left, in: order.map { candidates[$0].index } + ranks)
  }

  /// As many of each class as can be: all of the rare ones, the same number of the others.
  ///
  /// - Parameter last: a class that gives only what the others cannot: the items without a label.
  static func balanced(limits: [Int], total: Int, last: Int?, using generator: inout SeededGenerator) -> [Int] {
    var ranks = Array(limits.indices)
    generator.shuffle(&ranks)
    ranks.removeAll { $0 == last }
    var left = total
    var given = [Int](repeating: 0, count: limits.count)
    // From the rarest on: what is left, in equal parts among those that are left, is what each can have.
    let sorted = ranks.map { limits[$0] }.sorted()
    var level = 0
    for (position, limit) in sorted.enumerated() {
      level = left / (sorted.count - position)
      if limit > level { break }
      level = limit
      left -= limit
    }
    left = total
    for index in ranks {
      given[index] = min(limits[index], level)
      left -= given[index]
    }
    if let last, left > 0, level == sorted.last ?? 0 {
      given[last] = left
      return given
    }
    return filling(given, limits: limits, left: left, in: ranks)
  }

  /// The shares, rounded down, with what is left of each. Where these cannot be rounded so that they sum to the total
  /// (singles can take much of it), they are shares of the total instead.
  private static func quotas(of counts: [Int], share: Share, total: Int) -> [(whole: Int, rest: UInt64)] {
    let quotas = counts.map { share.of($0) }
    let whole = quotas.reduce(0) { $0 + $1.whole }
    if whole <= total && total <= whole + quotas.count { return quotas }
    let sum = UInt64(counts.reduce(0, +))
    guard sum > 0 else { return quotas }
    return counts.map {
      let product = UInt64($0).multipliedFullWidth(by: UInt64(total))
      let (quotient, remainder) = sum.dividingFullWidth(product)
      return (Int(quotient), remainder)
    }
  }

  /// Gives out what is left, one item to each that can have more, again and again.
  private static func filling(_ given: [Int], limits: [Int], left: Int, in order: [Int]) -> [Int] {
    var given = given
    var left = left
    while left > 0 {
      let before = left
      for index in order where left > 0 && given[index] < limits[index] {
        given[index] += 1
        left -= 1
      }
      precondition(left < before, "a part cannot have more items than its classes")
    }
    return given
  }
}
