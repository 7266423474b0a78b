import Randomness
import SearchSpace

/// Proposes architectures uniformly at random, none twice.
///
/// The baseline that every other controller has to beat (Li and Talwalkar 2019, arXiv 1902.07638).
public struct RandomSearch: Controller {
  private let space: SearchSpace
  private let seed: UInt64
  private var proposed: ProposedArchitectures

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, repeats: Int = 1) {
    self.space = space
    proposed = ProposedArchitectures(repeats: repeats)
    self.seed = seed
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    return try proposed.freshSample(of: space, using: &generator)
  }

  public mutating func began(_ proposal: Proposal) throws { try proposed.insert(proposal.architecture, of: space) }

  public mutating func tell(_ result: TrialResult) {}
}
