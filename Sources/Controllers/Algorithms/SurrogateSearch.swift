import Randomness
import SearchSpace

/// Surrogate-guided search, the controller of those who name none: trains what a model of all trials so far expects the
/// greatest improvement from.
///
/// The model is a Gaussian process whose kernel knows the structure of an architecture space: which decisions differ, and
/// how often each choice occurs among decisions with the same candidates. Its parameters are learned again whenever the
/// trials are a tenth more. Architectures are looked for by climbing from the best and from random ones. It has no settings.
///
/// Bayesian optimisation of architectures: Kandasamy et al. 2018 (arXiv 1802.07191); Ru et al. 2021, NAS-BOWL (arXiv
/// 2006.07556); White et al. 2021, BANANAS (arXiv 1910.11858). The mixture of kernels, the scale of the rewards and the
/// first proposals were chosen by measurement on NAS-Bench-201 and NAS-Bench-Graph.
///
/// - Trials in flight count as if they had ended with what is expected of them.
/// - Hard limits have models of their own; what probably breaks them, or fails, is expected to improve less.
/// - With several objectives every proposal weighs them anew.
/// - In long searches the model knows the best hundred trials and a sample of the others, and fewer architectures are
///   looked at for a proposal, so that the cost of one stays the same.
public struct SurrogateSearch: Controller {
  private let space: SearchSpace
  private let seed: UInt64
  /// How many trials have a score or are in flight before the model is asked.
  private let spreadProposals: Int
  private let features: SurrogateFeatures
  private var proposed: ProposedArchitectures
  private var failures: FailureModel
  private var design: SpreadDesign
  private var training: TrainingSet
  private var running: [Int: Architecture] = [:]
  /// The trials that the kernels are learned from: those that there were at a count that depends on nothing else, so that a
  /// resumed search learns the same.
  private var lesson: [TrainingSet.Member] = []
  private var nextLesson: Int

  // What follows can be computed again at any time.
  private var kernels: Surrogate.Kernels?
  private var surrogate: Surrogate?
  private var rows = RowCache()
  /// What the canonical form threw when a result came in, for the next that may throw.
  private var failure: (any Error)?

  /// How many architectures are rated for a proposal, until this many trials have ended; then in inverse proportion.
  private static let mostRated = 600
  private static let fullEffort = 300
  private static let leastRated = 50
  /// How many trials have a score before the model is asked. It does not wait for more where the other first proposals are
  /// in flight, since all that come meanwhile know nothing.
  private static let leastScored = 5

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, repeats: Int = 1) {
    self.space = space
    self.seed = seed
    features = SurrogateFeatures(space: space)
    proposed = ProposedArchitectures(repeats: repeats)
    failures = FailureModel(space: space)
    design = SpreadDesign(space: space)
    training = TrainingSet(seed: seed)
    // As many as a decision has choices, so that each was tried once: on the table pubmed of NAS-Bench-Graph, where nine
    // operations are chosen from, nine leave a tenth less regret after 50 and 100 trials than five.
    spreadProposals = min(
      10, max(Self.leastScored, space.points.lazy.filter { $0.integers == nil }.map(\.allowed.count).max() ?? 0))
    nextLesson = Self.leastScored
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    if let failure { throw failure }
    var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(number)))
    guard training.count >= Self.leastScored, training.count + running.count >= spreadProposals else {
      return try design.pick(from: space, proposed: proposed, failures: failures, using: &generator)
    }
    let surrogate = current()
    let scalarisation = Scalarisation(objectives: surrogate.objectives, using: &generator)
    let flight = try running.sorted { $0.key < $1.key }.map {
      try rows.entry(for: $0.value, space: space, features: features).row
    }
    let effort = Self.mostRated * Self.fullEffort / max(Self.fullEffort, training.count)
    var climb = AcquisitionClimb(
      space: space, features: features,
      acquisition: surrogate.acquisition(turn: number & 1, scalarisation, running: flight), proposed: proposed,
      failures: failures, budget: max(Self.leastRated, effort), rows: rows)
    let found = try climb.run(using: &generator)
    rows = climb.rows
    return try found ?? proposed.freshSample(of: space, using: &generator)
  }

  public mutating func began(_ proposal: Proposal) throws {
    try proposed.insert(proposal.architecture, of: space)
    design.insert(proposal.architecture)
    running[proposal.number] = proposal.architecture
  }

  public mutating func tell(_ result: TrialResult) {
    running[result.number] = nil
    failures.learn(result)
    let isComplete = result.score != nil
    guard let score = result.score ?? result.partialScore else { return }
    do {
      let row = try rows.entry(for: result.architecture, space: space, features: features).row
      training.insert(.init(architecture: result.architecture, row: row, score: score, isComplete: isComplete))
    } catch { failure = failure ?? error }
    surrogate = nil
    if training.count >= nextLesson {
      nextLesson = training.count + max(1, training.count / 10)
      lesson = training.members
      kernels = nil
    }
  }

  /// The model of all trials so far.
  private mutating func current() -> Surrogate {
    let kernels =
      self.kernels ?? Surrogate.kernels(from: lesson, features: features, points: space.points.count)
    self.kernels = kernels
    let surrogate = self.surrogate ?? Surrogate(training.members, kernels: kernels, features: features)
    self.surrogate = surrogate
    return surrogate
  }
}
