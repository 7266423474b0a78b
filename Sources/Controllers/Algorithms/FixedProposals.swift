import SearchSpace

/// Proposes given architectures in their order: the full training of a search's best.
public struct FixedProposals: Controller {
  private let proposals: [Proposal]

  /// Makes the controller. The number of each proposal is that of the trial it comes from.
  public init(_ proposals: [Proposal]) { self.proposals = proposals }

  /// The trial that proposal `number` comes from.
  public func source(of number: Int) -> Int? {
    proposals.indices.contains(number - 1) ? proposals[number - 1].number : nil
  }

  public mutating func ask(number: Int) -> Architecture? {
    proposals.indices.contains(number - 1) ? proposals[number - 1].architecture : nil
  }

  public mutating func began(_ proposal: Proposal) {}

  public mutating func tell(_ result: TrialResult) {}
}
