import Foundation
import SearchSpace

/// A distribution over architectures, each decision on its own, estimated from how often values lie in its cells.
///
/// The estimate of Parzen (1962) with the kernels of Bergstra et al. (2011): a candidate that was counted speaks for itself
/// alone, a number for those around it too, the less far the more there are and the closer they lie together. An even
/// distribution counts as a few more observations, so that nothing is ever impossible. A decision is estimated from the
/// architectures in which it exists.
struct ParzenEstimate: Sendable {
  private let cells: DecisionCells
  /// The probability of each cell of each decision that owns its counts; empty for the others.
  private let rows: [[Double]]
  private let logs: [[Double]]

  /// Estimates.
  ///
  /// - Parameters:
  ///   - counts: how often the cells of each owner were seen; none negative.
  ///   - prior: how many observations the even distribution of a decision counts as. That of a number with many values
  ///     counts as one: its kernels reach what was not seen anyway.
  init(cells: DecisionCells, counts: [[Double]], prior: Double) {
    self.cells = cells
    rows = zip(cells.rows, counts).map { row, counts in
      let prior = row.isShared ? 1 : prior
      let total = counts.reduce(prior, +)
      let seen = row.middles.map { Self.spread(counts, at: $0) } ?? counts
      return seen.map { ($0 + prior / Double(row.open)) / total }
    }
    logs = rows.map { $0.map { log($0) } }
  }

  /// The probability of each cell of a decision, where it exists.
  func probabilities(of point: Int) -> [Double] { rows[cells.rows[point].owner] }

  /// The logarithm of the probability of an architecture that is given by its cells.
  func logProbability(of inCells: [Int32]) -> Double {
    var sum = 0.0
    for (point, cell) in inCells.enumerated() where cell >= 0 { sum += logs[cells.rows[point].owner][Int(cell)] }
    return sum
  }

  /// Gives each cell a share of what was counted in those around it.
  private static func spread(_ counts: [Double], at middles: [Double]) -> [Double] {
    if counts.count == 1 { return counts }
    // With one observation from an even distribution, which has the mean 1/2 and the variance 1/12.
    let total = counts.reduce(1, +)
    let mean = zip(counts, middles).reduce(0.5) { $0 + $1.0 * $1.1 } / total
    let squares = zip(counts, middles).reduce(1.0 / 12) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    // Scott's rule, but no narrower than that neighbours hear of each other where there are few.
    let width = max((squares / total).squareRoot() * pow(total, -0.2), 0.25 / Double(counts.count - 1))
    // What kernels weigh at each distance, in steps fine enough for any cell.
    let steps = 4 * DecisionCells.most
    let kernel = (0...steps).map { step in
      let distance = Double(step) / Double(steps) / width
      return exp(-0.5 * distance * distance)
    }
    var spread = [Double](repeating: 0, count: counts.count)
    for (from, count) in counts.enumerated() where count > 0 {
      let weights = middles.map { kernel[Int((abs($0 - middles[from]) * Double(steps)).rounded())] }
      let share = count / weights.reduce(0, +)
      for to in weights.indices { spread[to] += share * weights[to] }
    }
    return spread
  }
}
