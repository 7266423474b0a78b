import Randomness
import SearchSpace

/// Local search: trains the neighbours of the best architecture of a climb, moves to a better one, and begins another
/// climb at random where none is better.
///
/// White, Nolen and Savani, *Exploring the Loss Landscape in Neural Architecture Search*, UAI 2021 (arXiv 2005.02960).
///
/// What the paper leaves open, because it trains one architecture at a time:
/// - A climb ends only when its last trial has ended. While all neighbours are in flight it does not wait for the last
///   ones: it moves if a better one is known. If none is, random architectures are trained; those that are no
///   improvement are starts of the next climb, which is spared as many.
/// - Whatever is better than the architecture of the climb moves it, in whatever order results come.
/// - Neighbours that were trained in an earlier climb count without being trained again, so a climb that comes to a hill
///   that was climbed before goes up it for nothing.
/// - A trial without a score is a neighbour that is not better. Neighbours that are likely to fail, as those that failed
///   before were, come last.
public struct LocalSearch: Controller {
  /// When a climb moves.
  public enum Move: String, Sendable, CaseIterable {
    /// To the first better neighbour, at once: the paper's query until improvement.
    case first
    /// To the best neighbour, when all have ended or another trial is wanted.
    case best
  }

  /// The settings of the algorithm.
  public struct Settings: Sendable, Equatable {
    /// When a climb moves.
    public var move = Move.first
    /// How many random architectures compete to be the start of a climb.
    public var starts: Int

    /// Makes settings for a search of at most `maxTrials`.
    ///
    /// Ten starts, as in the authors' code: on NAS-Bench-201 they leave less regret after 50, 100 and 200 trials than
    /// one. In a short search they are a tenth of the trials.
    public init(maxTrials: Int) { starts = min(10, max(1, maxTrials / 10)) }
  }

  private struct Scored {
    let architecture: Architecture
    let standing: Standing
  }

  private struct Neighbour {
    let identity: ArchitectureIdentity
    let architecture: Architecture
  }

  private let space: SearchSpace
  private let seed: UInt64
  private let settings: Settings
  private var proposed: ProposedArchitectures
  private var failures: FailureModel
  private var standings: [ArchitectureIdentity: Standing] = [:]

  /// Where the climb is; nil between climbs.
  private var current: Scored?
  /// The best known of what is better.
  private var better: Scored?
  /// The neighbours that were not proposed yet, in the order of the space.
  private var open: [Neighbour] = []
  /// The trials in flight that were proposed as neighbours in this climb.
  private var climbing: Set<Int> = []

  /// The best random architecture since the last climb began, and how many had a score.
  private var start: Scored?
  private var startCount = 0

  /// What a constraint or the canonical form threw when results came in, for the next that may throw.
  private var failure: (any Error)?

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
    if let failure { throw failure }
    // On a copy: what was asked for counts only when it began.
    var ahead = self
    try ahead.moveAhead()
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    if let neighbour = ahead.pick(using: &generator) { return neighbour.architecture }
    return try proposed.freshSample(of: space, using: &generator)
  }

  public mutating func began(_ proposal: Proposal) throws {
    try moveAhead()
    let identity = try space.identity(of: proposal.architecture)
    proposed.insert(identity)
    if let position = open.firstIndex(where: { $0.identity == identity }) {
      open.remove(at: position)
      climbing.insert(proposal.number)
    }
  }

  public mutating func tell(_ result: TrialResult) {
    do {
      let isOfClimb = climbing.remove(result.number) != nil
      failures.learn(result)
      if let standing = result.score?.standing {
        standings[try space.identity(of: result.architecture)] = standing
        let scored = Scored(architecture: result.architecture, standing: standing)
        if let current, standing > current.standing {
          if better.map({ standing > $0.standing }) ?? true { better = scored }
        } else if !isOfClimb {
          startCount += 1
          if start.map({ standing > $0.standing }) ?? true { start = scored }
        }
      }
      try climb()
    } catch { failure = failure ?? error }
  }

  /// Any of the open neighbours, or the least risky of some where all of those are likely to fail.
  private func pick(using generator: inout SeededGenerator) -> Neighbour? {
    var picked: Neighbour?
    for _ in 0..<Self.picks where !open.isEmpty {
      let neighbour = open[generator.index(open.count)]
      if failures.accepts(neighbour.architecture, using: &generator) { return neighbour }
      if picked.map({ failures.risk(of: neighbour.architecture) < failures.risk(of: $0.architecture) }) ?? true {
        picked = neighbour
      }
    }
    return picked
  }

  private static let picks = 20

  /// Moves to what is better without waiting for the last neighbours, so that there is something to propose.
  private mutating func moveAhead() throws {
    while open.isEmpty, let better { try move(to: better) }
  }

  /// Goes as far as what is known allows. Every turn of the loop goes up, or uses up a start.
  private mutating func climb() throws {
    while true {
      if current != nil {
        let isExplored = open.isEmpty && climbing.isEmpty
        if let better, settings.move == .first || isExplored {
          try move(to: better)
        } else if isExplored {
          current = nil
        } else {
          return
        }
      } else if let start, startCount >= settings.starts {
        self.start = nil
        startCount = 0
        try move(to: start)
      } else {
        return
      }
    }
  }

  private mutating func move(to scored: Scored) throws {
    current = scored
    better = nil
    open = []
    var seen: Set<ArchitectureIdentity> = []
    for architecture in try space.neighbours(of: scored.architecture) {
      let identity = try space.identity(of: architecture)
      guard seen.insert(identity).inserted else { continue }
      if let standing = standings[identity] {
        if standing > (better ?? scored).standing {
          better = Scored(architecture: architecture, standing: standing)
        }
      } else if !proposed.contains(identity) {
        open.append(Neighbour(identity: identity, architecture: architecture))
      }
    }
  }
}
