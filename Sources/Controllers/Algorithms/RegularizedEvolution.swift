import Randomness
import SearchSpace

/// Regularized evolution: the population is a queue, and the oldest member leaves it however good it is.
///
/// Each proposal mutates the best of a random sample of the population. Ageing keeps a lucky noisy score from
/// dominating the search. The first `population` proposals are random. Trials without a score never enter; children that are
/// likely to fail, as those that failed before were, are proposed the less often the likelier.
///
/// Real, Aggarwal, Huang and Le, *Regularized Evolution for Image Classifier Architecture Search*, AAAI 2019
/// (arXiv 1802.01548).
public struct RegularizedEvolution: Controller {
  /// The settings of the algorithm.
  public struct Settings: Sendable, Equatable {
    /// How many of the latest rewarded trials can be parents.
    public var population: Int
    /// How many of them compete to be the next parent.
    public var sample: Int

    /// Makes settings for a search of at most `maxTrials`.
    ///
    /// The paper's 100 and 25 are for 20,000 trials. A population that takes most of a short search to fill would
    /// leave nothing to evolve, so it is a fifth of the trials, within 5 to 50, and the sample a fifth of that.
    public init(maxTrials: Int) {
      population = min(50, max(5, maxTrials / 5))
      sample = max(2, population / 5)
    }
  }

  private struct Member {
    let architecture: Architecture
    let standing: Standing
  }

  private let space: SearchSpace
  private let seed: UInt64
  private let settings: Settings
  private var proposed: ProposedArchitectures
  private var failures: FailureModel
  /// A ring: the oldest member is overwritten by the next one.
  private var population: [Member] = []
  private var oldest = 0

  /// Mutations tried before a random architecture takes the place of one that is new.
  private static let mutationAttempts = 50

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, settings: Settings, repeats: Int = 1) {
    self.space = space
    proposed = ProposedArchitectures(repeats: repeats)
    failures = FailureModel(space: space)
    self.seed = seed
    self.settings = settings
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    if population.count >= settings.population || number > settings.population, !population.isEmpty {
      for _ in 0..<Self.mutationAttempts {
        let parent = tournament(using: &generator)
        guard let child = try space.mutate(parent, using: &generator) else { break }
        if try !proposed.contains(child, of: space), failures.accepts(child, using: &generator) { return child }
      }
    }
    return try proposed.freshSample(of: space, using: &generator)
  }

  public mutating func began(_ proposal: Proposal) throws { try proposed.insert(proposal.architecture, of: space) }

  public mutating func tell(_ result: TrialResult) {
    failures.learn(result)
    guard let score = result.score else { return }
    let member = Member(architecture: result.architecture, standing: score.standing)
    if population.count < settings.population {
      population.append(member)
    } else {
      population[oldest] = member
      oldest = (oldest + 1) % settings.population
    }
  }

  /// The best of a sample drawn with replacement.
  private func tournament(using generator: inout SeededGenerator) -> Architecture {
    var best = population[generator.index(population.count)]
    for _ in 1..<max(1, settings.sample) {
      let rival = population[generator.index(population.count)]
      if rival.standing > best.standing { best = rival }
    }
    return best.architecture
  }
}
