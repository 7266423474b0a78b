import Randomness

/// Turns the objectives of a search into one number for a proposal, with weights that are drawn for it, so that the
/// proposals together spread along the Pareto front.
///
/// The augmented Chebyshev function of ParEGO (Knowles, *ParEGO*, IEEE TEC 10, 2006).
struct Scalarisation {
  private let weights: [Double]

  /// Draws weights that add up to one, each vector of them equally likely; with fewer than two objectives there is
  /// nothing to weigh.
  init(objectives: Int, using generator: inout SeededGenerator) {
    let cuts = objectives > 1 ? ((1..<objectives).map { _ in generator.unit() } + [0, 1]).sorted() : []
    weights = zip(cuts.dropFirst(), cuts).map { $0 - $1 }
  }

  /// Gives every objective the same weight.
  init(objectives: Int) { weights = [Double](repeating: 1 / Double(max(1, objectives)), count: objectives) }

  /// A number for each score; greater is better.
  func rewards(of scores: [Score]) -> [Double] {
    guard weights.count > 1, let first = scores.first else { return scores.map(\.reward) }
    var ranges = first.objectives.map { (lower: $0, upper: $0) }
    for score in scores {
      for (index, value) in score.objectives.enumerated() {
        ranges[index] = (min(ranges[index].lower, value), max(ranges[index].upper, value))
      }
    }
    return scores.map { score in
      // How far each objective lies from the best value of it that was seen.
      let losses = score.objectives.indices.map { index in
        let (lower, upper) = ranges[index]
        return weights[index] * (upper - score.objectives[index]) / max(upper - lower, 1e-12)
      }
      return -(losses.max() ?? 0) - 0.05 * losses.reduce(0, +)
    }
  }
}
