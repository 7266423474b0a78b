/// Kendall's tau-b: agreements less disagreements on the order of pairs, as a share of the pairs that are no ties.
///
/// Kendall, *The Treatment of Ties in Ranking Problems*, Biometrika 33(3), 1945. Pairs are counted by sorting, in
/// n log n steps (``PairCounts``).
public struct KendallTau: Sendable, Equatable {
  /// From -1 to 1; NaN where a list has fewer than two different numbers or holds NaN.
  public let coefficient: Double
  /// The chance of a coefficient as far from 0 if there is no agreement: exact without ties up to 33 pairs of
  /// numbers, and for any number where all but one pair agree, or disagree; by the normal distribution otherwise.
  public let pValue: Double

  /// Compares two lists of the same length.
  public init(_ first: [Double], _ second: [Double]) {
    precondition(first.count == second.count, "as many numbers on both sides")
    let count = first.count
    guard let pairs = PairCounts(first, second), pairs.areComparable else {
      (coefficient, pValue) = (.nan, .nan)
      return
    }
    coefficient = pairs.tau
    let hasTies = pairs.firstTies > 0 || pairs.secondTies > 0
    let fewer = min(pairs.disagreements, pairs.total - pairs.disagreements)
    if !hasTies, count <= 33 || fewer <= 1 {
      pValue = Self.exact(count, fewer)
    } else {
      pValue = NormalDistribution.twoSided(Double(pairs.lead) / Self.variance(first, second, pairs).squareRoot())
    }
  }

  /// The coefficient alone, which takes a fraction of the time.
  public static func coefficient(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "as many numbers on both sides")
    guard let pairs = PairCounts(first, second), pairs.areComparable else { return .nan }
    return pairs.tau
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
  private static func variance(_ first: [Double], _ second: [Double], _ pairs: PairCounts) -> Double {
    let count = Double(first.count)
    let (firstGroups, secondGroups) = (tieGroups(first), tieGroups(second))
    let ordered = 2 * Double(pairs.total)
    let scale = { (size: Double) in size * (size - 1) * (2 * size + 5) }
    let triples = { (size: Double) in size * (size - 1) * (size - 2) }
    let sum = { (sizes: [Double], value: (Double) -> Double) in sizes.reduce(0) { $0 + value($1) } }
    let plain = (scale(count) - sum(firstGroups, scale) - sum(secondGroups, scale)) / 18
    let both = 2 * Double(pairs.firstTies) * Double(pairs.secondTies) / ordered
    let third = sum(firstGroups, triples) * sum(secondGroups, triples)
    return plain + both + (third > 0 ? third / (9 * ordered * (count - 2)) : 0)
  }

  private static func tieGroups(_ numbers: [Double]) -> [Double] {
    Dictionary(numbers.map { ($0, 1.0) }, uniquingKeysWith: +).values.sorted()
  }
}
