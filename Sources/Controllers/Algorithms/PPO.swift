import Foundation
import Randomness
import SearchSpace

/// Proximal policy optimisation: a policy draws each decision and learns from the latest trials in several passes, while
/// no trial may move the probability of a decision far from what it was when the trial was proposed.
///
/// Schulman, Wolski, Dhariwal, Radford and Klimov, *Proximal Policy Optimization Algorithms*, 2017 (arXiv 1707.06347), as
/// Tan et al., *MnasNet: Platform-Aware Neural Architecture Search for Mobile*, CVPR 2019 (arXiv 1807.11626), searched with it.
///
/// Every decision of an architecture is an action of its own with a ratio of its own. Trials that end late, because many
/// run at once, are weighed by the ratio too. The policy and the advantages are those of ``Reinforce``.
public struct PPO: Controller {
  private let seed: UInt64
  private let settings: PolicySettings
  private var proposals: PolicyProposals
  private(set) var policy: DecisionPolicy
  private var experience: PolicyExperience
  /// The logarithms of the probabilities of what is in flight, by its number.
  private var inFlight: [Int: [Double]] = [:]
  private var updates: UInt64 = 0

  /// Passes over the trials of one update.
  private static let epochs = 4
  /// Trials of one step.
  private static let miniBatch = 10
  /// The latest trials of one update: each is learned from in a few updates.
  private static let batches = 4
  /// No ratio goes beyond this or its inverse. The paper's 1.2 is for millions of steps; in searches of hundreds of trials it
  /// leaves more regret than 2 on every table.
  private static let clip = 2.0

  /// Makes the controller.
  ///
  /// - Parameter repeats: how often an architecture may be proposed.
  public init(space: SearchSpace, seed: UInt64, settings: PolicySettings = .ppo, repeats: Int = 1) {
    self.seed = seed
    self.settings = settings
    proposals = PolicyProposals(space: space, seed: seed, repeats: repeats)
    policy = DecisionPolicy(space: space)
    experience = PolicyExperience(batch: settings.batch)
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    try proposals.ask(number: number, policy: policy, best: experience.elites)
  }

  public mutating func began(_ proposal: Proposal) throws {
    try proposals.began(proposal)
    inFlight[proposal.number] = policy.logProbabilities(of: proposal.architecture)
  }

  public mutating func tell(_ result: TrialResult) {
    proposals.tell(result)
    let logProbabilities =
      inFlight.removeValue(forKey: result.number) ?? policy.logProbabilities(of: result.architecture)
    experience.insert(result, logProbabilities: logProbabilities)
    if experience.unlearned >= settings.batch { learn() }
  }

  private mutating func learn() {
    var trials = experience.last(max(experience.unlearned, settings.batch * Self.batches))
    // The best are taken as if they had been proposed just now.
    for var elite in experience.elites {
      elite.logProbabilities = policy.logProbabilities(of: elite.architecture)
      trials.append((elite, 1))
    }
    experience.markLearned()
    updates += 1
    // Proposals have the streams from 1 on.
    var generator = SeededGenerator(seed: seed, stream: .max - updates)
    for _ in 0..<Self.epochs {
      generator.shuffle(&trials)
      for first in stride(from: 0, to: trials.count, by: Self.miniBatch) {
        learn(from: trials[first..<min(trials.count, first + Self.miniBatch)])
      }
    }
  }

  private mutating func learn(from trials: ArraySlice<(trial: PolicyExperience.Trial, advantage: Double)>) {
    var step = policy.zeros
    for (trial, advantage) in trials {
      let now = policy.logProbabilities(of: trial.architecture)
      policy.addGradient(of: trial.architecture, to: &step) { head in
        let ratio = exp(now[head] - trial.logProbabilities[head])
        // What went far enough already is left where it is.
        if advantage > 0 ? ratio > Self.clip : ratio < 1 / Self.clip { return 0 }
        return advantage * ratio * settings.learningRate
      }
    }
    policy.addEntropyGradient(times: settings.entropy * settings.learningRate * Double(trials.count), to: &step)
    policy.move(by: step)
  }
}
