import Foundation
import Randomness
import SearchSpace

/// Tree-structured Parzen estimator: proposes what is much likelier among the best trials than among all others.
///
/// Two distributions are estimated, decision by decision and each where the decision exists: one of the best tenth of the
/// trials, one of the rest. Of some architectures that are drawn from the first, the one is proposed whose probability is
/// the most times greater there than among the rest, and that is not known yet.
///
/// Bergstra, Bardenet, Bengio and Kégl, *Algorithms for Hyper-Parameter Optimization*, NeurIPS 2011; Watanabe,
/// *Tree-Structured Parzen Estimator: Understanding Its Algorithm Components*, 2023 (arXiv 2304.11127).
///
/// What the papers leave open:
/// - A trial in flight counts as a bad one until it has ended (constant liar), so that others look elsewhere. One that was
///   stopped early, or failed, stays bad; and a candidate is worth the less the likelier it is to fail, as those that
///   failed before were.
/// - What keeps the hard limits is better than what does not.
/// - How many architectures are drawn differs from proposal to proposal, so that some are greedy and some are not.
/// - Where all that are drawn are known, or refused by a constraint, a mutation of a good one is proposed.
///
/// Only counts are kept of all trials, so a proposal costs the same after ten thousand as after a hundred.
public struct TPE: Controller {
  /// The settings of the algorithm.
  public struct Settings: Sendable, Equatable {
    /// How many trials are random before anything is learned from them.
    public var startup: Int
    /// How many architectures are drawn for a proposal, in the mean.
    public var candidates = 24

    /// Makes settings for a search of at most `maxTrials`: ten random trials, in a short search a tenth of it.
    public init(maxTrials: Int) { startup = min(10, max(2, maxTrials / 10)) }
  }

  /// One of the best.
  private struct Trial {
    let architecture: Architecture
    let standing: Standing
    let inCells: [Int32]
  }

  private let space: SearchSpace
  private let seed: UInt64
  private let settings: Settings
  private let cells: DecisionCells
  private let draw: DecisionDraw
  private var proposed: ProposedArchitectures
  private var failures: FailureModel
  /// The best trials, the very best first: never more than are ever taken as good.
  private var best: [Trial] = []
  /// How many trials there is something to learn from.
  private var ended = 0
  /// How often each cell of each decision was seen, in trials that ended and in those in flight.
  private var counts: [[Double]]
  /// The cells of the trials in flight.
  private var running: [Int: [Int32]] = [:]

  /// Which share of the trials is good.
  private static let goodShare = 0.1
  /// More than these are never good.
  private static let mostGood = 25
  /// As how many good trials the even distribution counts.
  private static let prior = 3.0
  /// Mutations tried where all candidates are known.
  private static let mutationAttempts = 50

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, settings: Settings, repeats: Int = 1) {
    self.space = space
    self.seed = seed
    self.settings = settings
    cells = DecisionCells(space: space)
    draw = DecisionDraw(space: space, cells: cells)
    proposed = ProposedArchitectures(repeats: repeats)
    failures = FailureModel(space: space)
    counts = cells.rows.map { [Double](repeating: 0, count: $0.count) }
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    if ended >= settings.startup, !best.isEmpty {
      let good = best.prefix(min(Self.mostGood, Int((Self.goodShare * Double(ended)).rounded(.up))))
      for candidate in candidates(good, using: &generator) {
        if try isNew(candidate), failures.accepts(candidate, using: &generator) { return candidate }
      }
      for _ in 0..<Self.mutationAttempts {
        let parent = good[generator.index(good.count)].architecture
        guard let child = try space.mutate(parent, using: &generator) else { break }
        if try isNew(child), failures.accepts(child, using: &generator) { return child }
      }
    }
    return try proposed.freshSample(of: space, using: &generator)
  }

  public mutating func began(_ proposal: Proposal) throws {
    try proposed.insert(proposal.architecture, of: space)
    settle(proposal.number)
    let inCells = cells.cells(of: proposal.architecture)
    running[proposal.number] = inCells
    count(inCells, 1)
  }

  public mutating func tell(_ result: TrialResult) {
    failures.learn(result)
    settle(result.number)
    let standing = result.score?.standing
    if standing == nil, result.isFailure == nil { return }
    let inCells = cells.cells(of: result.architecture)
    count(inCells, 1)
    ended += 1
    guard let standing else { return }
    let place = best.firstIndex { $0.standing < standing } ?? best.count
    guard place < Self.mostGood else { return }
    best.insert(Trial(architecture: result.architecture, standing: standing, inCells: inCells), at: place)
    if best.count > Self.mostGood { best.removeLast() }
  }

  /// Architectures drawn from those that are good, the most promising first.
  private func candidates(
    _ good: ArraySlice<Trial>, using generator: inout SeededGenerator
  ) -> [Architecture] {
    var goodCounts = counts.map { [Double](repeating: 0, count: $0.count) }
    var badCounts = counts
    for trial in good {
      for (point, cell) in trial.inCells.enumerated() where cell >= 0 {
        goodCounts[cells.rows[point].owner][Int(cell)] += 1
        badCounts[cells.rows[point].owner][Int(cell)] -= 1
      }
    }
    let goodEstimate = ParzenEstimate(cells: cells, counts: goodCounts, prior: Self.prior)
    let badEstimate = ParzenEstimate(cells: cells, counts: badCounts, prior: 1)
    let drawn = (0...generator.index(2 * settings.candidates)).map { _ in
      let candidate = draw(using: &generator) { goodEstimate.probabilities(of: $0) }
      let inCells = cells.cells(of: candidate)
      let ratio = goodEstimate.logProbability(of: inCells) - badEstimate.logProbability(of: inCells)
      return (candidate, ratio + log(1 - min(failures.risk(of: candidate), 0.999)))
    }
    return drawn.sorted { $0.1 > $1.1 }.map(\.0)
  }

  /// Whether a candidate, in which constraints were not looked at, may be proposed.
  private func isNew(_ candidate: Architecture) throws -> Bool {
    try !proposed.contains(candidate, of: space) && space.allows(candidate)
  }

  /// Takes a trial out of those in flight.
  private mutating func settle(_ number: Int) {
    if let inCells = running.removeValue(forKey: number) { count(inCells, -1) }
  }

  private mutating func count(_ inCells: [Int32], _ weight: Double) {
    for (point, cell) in inCells.enumerated() where cell >= 0 {
      counts[cells.rows[point].owner][Int(cell)] += weight
    }
  }
}
