import Randomness
import SearchSpace

/// Proposes architectures that a policy draws: new ones, within the constraints, that are not likely to fail.
struct PolicyProposals: Sendable {
  private let space: SearchSpace
  private let seed: UInt64
  private var proposed: ProposedArchitectures
  private var failures: FailureModel

  /// Draws of the policy that may be known, refused or likely to fail.
  private static let draws = 20
  /// Changes of what was drawn before a random architecture takes its place.
  private static let changes = 50

  init(space: SearchSpace, seed: UInt64, repeats: Int) {
    self.space = space
    self.seed = seed
    proposed = ProposedArchitectures(repeats: repeats)
    failures = FailureModel(space: space)
  }

  /// The architecture of trial `number`, or nil when every architecture has been proposed.
  ///
  /// A policy that is sure of itself draws what is known. Then a walk goes away from that, one decision at a time, until it
  /// comes to something new. Where constraints refuse all that the policy draws, it goes away from one of the best.
  func ask(number: Int, policy: DecisionPolicy, best: ArraySlice<PolicyExperience.Trial>) throws -> Architecture? {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    var place: Architecture?
    for _ in 0..<Self.draws {
      let drawn = policy.draw(using: &generator)
      guard try space.isAccepted(drawn) else { continue }
      if try isWanted(drawn, using: &generator) { return drawn }
      place = drawn
    }
    if place == nil, !best.isEmpty { place = best[best.startIndex + generator.index(best.count)].architecture }
    for _ in 0..<Self.changes {
      guard let known = place, let next = try space.mutate(known, using: &generator) else { break }
      if try isWanted(next, using: &generator) { return next }
      place = next
    }
    return try proposed.freshSample(of: space, using: &generator)
  }

  mutating func began(_ proposal: Proposal) throws { try proposed.insert(proposal.architecture, of: space) }

  mutating func tell(_ result: TrialResult) { failures.learn(result) }

  private func isWanted(_ architecture: Architecture, using generator: inout SeededGenerator) throws -> Bool {
    try !proposed.contains(architecture, of: space) && failures.accepts(architecture, using: &generator)
  }
}
