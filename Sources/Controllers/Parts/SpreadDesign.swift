import Randomness
import SearchSpace

/// The first proposals of a search that learns from few trials: architectures that try every choice of every decision
/// about equally often, in place of what chance would give.
///
/// With as many proposals as a decision has choices, it is close to a Latin hypercube (McKay, Beckman and Conover 1979), and
/// it works in every space, because it picks among random architectures.
struct SpreadDesign: Sendable {
  /// How often each choice was proposed; numbers with many values are not counted.
  private var counts: [[Int]]
  private static let mostChoices = 64
  private static let draws = 100

  init(space: SearchSpace) {
    counts = space.points.map { point in
      point.isContinuous || point.isFixed || point.count > Self.mostChoices
        ? [] : [Int](repeating: 0, count: point.count)
    }
  }

  /// Counts a proposal.
  mutating func insert(_ architecture: Architecture) {
    for (point, choice) in architecture.choices.enumerated()
    where choice != Architecture.inactive && !counts[point].isEmpty { counts[point][choice] += 1 }
  }

  /// The random architecture whose choices were proposed least often, among some that are new and not likely to fail; nil
  /// when nothing is left.
  func pick(
    from space: SearchSpace, proposed: ProposedArchitectures, failures: FailureModel,
    using generator: inout SeededGenerator
  ) throws -> Architecture? {
    var (picked, least): (Architecture?, Double) = (nil, .infinity)
    for _ in 0..<Self.draws {
      let drawn = try space.sample(using: &generator)
      if try proposed.contains(drawn, of: space) { continue }
      // Squares: a choice that was proposed twice weighs more than two that were proposed once.
      var repetition = 0.0
      for (point, choice) in drawn.choices.enumerated()
      where choice != Architecture.inactive && !counts[point].isEmpty {
        repetition += Double(counts[point][choice] * counts[point][choice])
      }
      repetition += failures.risk(of: drawn) * Double(drawn.choices.count)
      if repetition < least { (picked, least) = (drawn, repetition) }
    }
    return try picked ?? proposed.freshSample(of: space, using: &generator)
  }
}
