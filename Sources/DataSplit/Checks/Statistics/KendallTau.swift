/// Kendall's tau-b: agreements less disagreements on the order of pairs, as a share of the pairs that are no ties.
///
/// Kendall, *The Treatment of Ties in Ranking Problems*, Biometrika 33(3), 1945. Pairs are counted one by one:
/// what is compared here are finalists, not items.
public struct KendallTau: Sendable, Equatable {
  /// From -1 to 1; NaN where a list has fewer than two different numbers or holds NaN.
  public let coefficient: Double
  /// The chance of a coefficient as far from 0 if there is no agreement: exact without ties up to 33 pairs of
  /// numbers, where all but one pair agree, or disagree, up to 170; by the normal distribution otherwise.
  public let pValue: Double

  /// Compares two lists of the same length.
  public init(_ first: [Double], _ second: [Double]) {
    precondition(first.count == second.count, "as many numbers on both sides")
    let count = first.count
    var (agreements, disagreements, firstTies, secondTies) = (0, 0, 0, 0)
    for index in 0..<count {
      for earlier in 0..<index {
        let isFirstTie = first[index] == first[earlier]
        let isSecondTie = second[index] == second[earlier]
        if isFirstTie { firstTies += 1 }
        if isSecondTie { secondTies += 1 }
        if isFirstTie || isSecondTie { continue }
        if (first[index] > first[earlier]) == (second[index] > second[earlier]) {
          agreements += 1
        } else {
          disagreements += 1
        }
      }
    }
    let pairs = count * (count - 1) / 2
    guard pairs > firstTies, pairs > secondTies, !(first + second).contains(where: \.isNaN) else {
      (coefficient, pValue) = (.nan, .nan)
      return
    }
    let lead = Double(agreements - disagreements)
    // One root of the product: of full agreement it is exact.
    let told = Double(pairs - firstTies) * Double(pairs - secondTies)
    coefficient = min(max(lead / told.squareRoot(), -1), 1)
    let fewer = min(agreements, disagreements)
    if firstTies == 0, secondTies == 0, count <= 33 || fewer <= 1 && count <= 170 {
      pValue = Self.exact(count, fewer)
    } else {
      let variance = Self.variance(first, second, pairs: Double(pairs), Double(firstTies), Double(secondTies))
      pValue = NormalDistribution.twoSided(lead / variance.squareRoot())
    }
  }

  /// Twice the share of orders that have so few pairs in the wrong order, or fewer: by the numbers of Mahonian.
  private static func exact(_ count: Int, _ inversions: Int) -> Double {
    if 4 * inversions >= count * (count - 1) { return 1 }
    var shares = [Double](repeating: 0, count: inversions + 1)
    shares[0] = 1
    for size in 2...count {
      // The element that comes in goes to any of `size` places, each with one inversion more.
      var (window, next) = (0.0, shares)
      for index in shares.indices {
        window += shares[index]
        if index >= size { window -= shares[index - size] }
        next[index] = window / Double(size)
      }
      shares = next
    }
    return min(1, 2 * shares.reduce(0, +))
  }

  /// Kendall, *Rank Correlation Methods*, 4th edition, 1970, with ties.
  private static func variance(
    _ first: [Double], _ second: [Double], pairs: Double, _ firstTies: Double, _ secondTies: Double
  ) -> Double {
    let count = Double(first.count)
    let (firstGroups, secondGroups) = (tieGroups(first), tieGroups(second))
    let ordered = 2 * pairs
    let scale = { (size: Double) in size * (size - 1) * (2 * size + 5) }
    let triples = { (size: Double) in size * (size - 1) * (size - 2) }
    let sum = { (sizes: [Double], value: (Double) -> Double) in sizes.reduce(0) { $0 + value($1) } }
    let plain = (scale(count) - sum(firstGroups, scale) - sum(secondGroups, scale)) / 18
    let both = 2 * firstTies * secondTies / ordered
    let third = sum(firstGroups, triples) * sum(secondGroups, triples)
    return plain + both + (third > 0 ? third / (9 * ordered * (count - 2)) : 0)
  }

  private static func tieGroups(_ numbers: [Double]) -> [Double] {
    Dictionary(numbers.map { ($0, 1.0) }, uniquingKeysWith: +).values.sorted()
  }
}
