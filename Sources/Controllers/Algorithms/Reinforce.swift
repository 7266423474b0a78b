import SearchSpace

/// REINFORCE: a policy draws each decision, and every trial moves the probabilities of what it decided: up where it is
/// better than the latest trials, down where it is worse.
///
/// Williams, *Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning*, Machine Learning 8,
/// 1992; Zoph and Le, *Neural Architecture Search with Reinforcement Learning*, ICLR 2017 (arXiv 1611.01578).
///
/// The policy is a table of log-odds in place of a recurrent network, which a few hundred trials cannot train: odds that
/// depended on the decision before left more regret on NAS-Bench-201 and NAS-Bench-Graph. Advantages are places among the
/// latest trials (see ``PolicyExperience``), and the best trials are learned from again with each batch.
public struct Reinforce: Controller {
  private let settings: PolicySettings
  private var proposals: PolicyProposals
  private(set) var policy: DecisionPolicy
  private var experience: PolicyExperience

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, settings: PolicySettings = .reinforce, repeats: Int = 1) {
    self.settings = settings
    proposals = PolicyProposals(space: space, seed: seed, repeats: repeats)
    policy = DecisionPolicy(space: space)
    experience = PolicyExperience(batch: settings.batch)
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    try proposals.ask(number: number, policy: policy, best: experience.elites)
  }

  public mutating func began(_ proposal: Proposal) throws { try proposals.began(proposal) }

  public mutating func tell(_ result: TrialResult) {
    proposals.tell(result)
    experience.insert(result)
    if experience.unlearned >= settings.batch { learn() }
  }

  private mutating func learn() {
    let batch = experience.last(experience.unlearned)
    let elites = experience.elites
    experience.markLearned()
    var step = policy.zeros
    for (trial, advantage) in batch {
      policy.addGradient(of: trial.architecture, to: &step) { _ in advantage * settings.learningRate }
    }
    // All elites together weigh as much as the batch at its best.
    let weight = settings.learningRate * Double(batch.count) / Double(max(1, elites.count))
    for elite in elites { policy.addGradient(of: elite.architecture, to: &step) { _ in weight } }
    policy.addEntropyGradient(times: settings.entropy * settings.learningRate * Double(batch.count), to: &step)
    policy.move(by: step)
  }
}
