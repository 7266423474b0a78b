/// Whether labels follow each other by chance: the test of Wald and Wolfowitz, for any number of classes.
///
/// A run is a stretch of equal labels. Mean and variance of their number over all orders of the same labels are
/// those of Barton and David, *Multiple Runs*, Biometrika 44, 1957; for two classes they are those of Wald and
/// Wolfowitz, *On a Test Whether Two Samples are from the Same Population*, Annals of Mathematical Statistics
/// 11(2), 1940.
public struct RunsTest: Sendable, Equatable {
  public let runs: Int
  /// How many runs there are on average, and how that varies.
  public let expected: Double
  public let variance: Double

  /// How many standard deviations there are more runs than expected; negative for labels that stick together.
  public var deviations: Double { variance > 0 ? (Double(runs) - expected) / variance.squareRoot() : 0 }

  /// The chance of a number of runs as far from the expected, by the normal distribution.
  public var pValue: Double { NormalDistribution.twoSided(deviations) }

  /// How much more often neighbours are alike than by chance: 0 for a shuffled list, 1 for a sorted one, below 0
  /// for one that alternates. It is Cohen's kappa of the labels of neighbours.
  public var stickiness: Double {
    expected > 1 ? 1 - Double(runs - 1) / (expected - 1) : 0
  }

  /// How much rarer neighbours are alike than by chance: 0 for a shuffled list, 1 for one in which equal labels meet
  /// only where there are too many of them; 0 also for labels that stick together. Unlike ``stickiness`` it is 1 for
  /// labels that take turns, of however many classes.
  public let alternation: Double

  /// Describes a list of labels.
  ///
  /// - Parameters:
  ///   - runs: how many runs there are.
  ///   - counts: how many labels of each class.
  public init(runs: Int, counts: [Int]) {
    self.runs = runs
    let count = Double(counts.reduce(0, +))
    guard count > 1 else {
      (expected, variance, alternation) = (count, 0, 0)
      return
    }
    // As shares, whose cubes fit where those of counts would not.
    let shares = counts.map { Double($0) / count }
    let squares = shares.reduce(0) { $0 + $1 * $1 }
    let cubes = shares.reduce(0) { $0 + $1 * $1 * $1 }
    expected = count + 1 - count * squares
    let spread = squares * (squares + (count + 1) / count) - 2 * cubes - 1 / count
    // Between items of a class that is more than half of all there are too few others.
    let most = min(count, 2 * (count - Double(counts.max() ?? 0)) + 1)
    alternation = most > expected ? min(max((Double(runs) - expected) / (most - expected), 0), 1) : 0
    variance = max(0, spread * count * count / (count - 1))
  }

  /// Counts the runs of a list.
  public init(_ labels: some Sequence<UInt32>) {
    var counts: [UInt32: Int] = [:]
    var (runs, last) = (0, UInt32?.none)
    for label in labels {
      counts[label, default: 0] += 1
      if label != last { runs += 1 }
      last = label
    }
    self.init(runs: runs, counts: counts.keys.sorted().compactMap { counts[$0] })
  }
}
