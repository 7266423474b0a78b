import SearchSpace

/// Proposes given architectures in their order: the full training of a search's best, and trainings that are no search.
public struct FixedProposals: Controller {
  private let proposals: [Proposal]
  /// Whether each comes from a trial.
  private let hasSources: Bool

  /// Makes the controller. The number of each proposal is that of the trial it comes from.
  public init(_ proposals: [Proposal]) { (self.proposals, hasSources) = (proposals, true) }

  /// Makes a controller whose proposals come from no trial; one may be there several times.
  public init(_ architectures: [Architecture]) {
    proposals = architectures.enumerated().map { Proposal(number: $0.offset + 1, architecture: $0.element) }
    hasSources = false
  }

  /// The trial that proposal `number` comes from, where it does.
  public func source(of number: Int) -> Int? {
    hasSources && proposals.indices.contains(number - 1) ? proposals[number - 1].number : nil
  }

  public mutating func ask(number: Int) -> Architecture? {
    proposals.indices.contains(number - 1) ? proposals[number - 1].architecture : nil
  }

  public mutating func began(_ proposal: Proposal) {}

  public mutating func tell(_ result: TrialResult) {}
}
