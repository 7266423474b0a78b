import Randomness
import SearchSpace

/// NSGA-II: evolution of a whole Pareto front, for searches that trade several objectives against each other.
///
/// Deb, Pratap, Agarwal and Meyarivan, *A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II*, IEEE TEVC 6(2),
/// 2002.
///
/// A parent is better by its front, then by how alone it is there; what keeps the hard limits comes before what does not,
/// and that by how little it exceeds them. A child takes each decision from one of two parents, and one is then changed.
///
/// Where the paper makes generations, each trial enters the population as soon as it has ended, and the worst leaves it
/// (Durillo, Nebro, Luna and Alba, *On the Effect of the Steady-State Selection Scheme in Multi-Objective Genetic
/// Algorithms*, EMO 2009): no slot waits for the last trial of a generation. In a search without objectives the reward is
/// the only one. Children that are likely to fail, as those that failed before were, are proposed the less often the
/// likelier.
public struct NSGA2: Controller {
  /// The settings of the algorithm.
  public struct Settings: Sendable, Equatable {
    /// How many trials can be parents; as many random ones begin the search.
    public var population: Int

    /// Makes settings for a search of at most `maxTrials`: a tenth of them, within 10 to 100.
    public init(maxTrials: Int) { population = min(100, max(10, maxTrials / 10)) }
  }

  private struct Member {
    let architecture: Architecture
    let values: [Double]
    let excess: Double
  }

  private let space: SearchSpace
  private let seed: UInt64
  private let settings: Settings
  private var proposed: ProposedArchitectures
  private var failures: FailureModel
  /// How many proposals there were.
  private var begun = 0
  /// The oldest first.
  private var population: [Member] = []
  /// Of each member, how good it is; less is better.
  private var ranks: [Int] = []
  /// Of each member, how alone it is in its front.
  private var crowding: [Double] = []

  /// How many of ten children have two parents.
  private static let crossedOfTen = 9
  /// Children tried before a random architecture takes the place of one that is new.
  private static let attempts = 50

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, settings: Settings, repeats: Int = 1) {
    self.space = space
    self.seed = seed
    self.settings = settings
    proposed = ProposedArchitectures(repeats: repeats)
    failures = FailureModel(space: space)
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    if begun >= settings.population, population.count > 1 {
      for _ in 0..<Self.attempts {
        // Where not one of many changes is accepted, more of them would not be either.
        guard let child = try child(using: &generator) else { break }
        if try !proposed.contains(child, of: space), failures.accepts(child, using: &generator) { return child }
      }
    }
    return try proposed.freshSample(of: space, using: &generator)
  }

  public mutating func began(_ proposal: Proposal) throws {
    begun += 1
    try proposed.insert(proposal.architecture, of: space)
  }

  public mutating func tell(_ result: TrialResult) {
    failures.learn(result)
    guard let score = result.score else { return }
    let values = score.objectives.isEmpty ? [score.reward] : score.objectives
    // A trial of an earlier search may have had other objectives.
    if let first = population.first, first.values.count != values.count { return }
    population.append(Member(architecture: result.architecture, values: values, excess: score.totalExcess))
    sort()
    if population.count > settings.population {
      let worst = population.indices.min { (-ranks[$0], crowding[$0], $0) < (-ranks[$1], crowding[$1], $1) } ?? 0
      // In the last front, it dominates none: all others stay in theirs.
      let rank = ranks.remove(at: worst)
      population.remove(at: worst)
      crowding.remove(at: worst)
      crowd(population.indices.filter { ranks[$0] == rank })
    }
  }

  private func child(using generator: inout SeededGenerator) throws -> Architecture? {
    var child = tournament(using: &generator)
    if generator.index(10) < Self.crossedOfTen {
      child = try space.crossover(child, tournament(using: &generator), using: &generator) ?? child
    }
    return try space.mutate(child, using: &generator)
  }

  /// The better of two members.
  private func tournament(using generator: inout SeededGenerator) -> Architecture {
    let (one, other) = (generator.index(population.count), generator.index(population.count))
    return population[(ranks[other], -crowding[other]) < (ranks[one], -crowding[one]) ? other : one].architecture
  }

  /// Puts the members into fronts, those that exceed limits after all others.
  private mutating func sort() {
    let isKept = population.map { $0.excess == 0 }
    let kept = population.indices.filter { isKept[$0] }
    ranks = [Int](repeating: 0, count: population.count)
    var last = -1
    for (member, rank) in zip(kept, ParetoFront.ranks(of: kept.map { population[$0].values })) {
      ranks[member] = rank
      last = max(last, rank)
    }
    let excesses = Set(population.map(\.excess)).sorted().filter { $0 > 0 }
    for member in population.indices where !isKept[member] {
      ranks[member] = last + 1 + (excesses.firstIndex(of: population[member].excess) ?? 0)
    }
    crowding = [Double](repeating: 0, count: population.count)
    for front in Dictionary(grouping: population.indices, by: { ranks[$0] }).values { crowd(front) }
  }

  /// Says how alone each member of a front is.
  private mutating func crowd(_ front: [Int]) {
    for (member, distance) in zip(front, ParetoFront.crowding(of: front.map { population[$0].values })) {
      crowding[member] = distance
    }
  }
}
