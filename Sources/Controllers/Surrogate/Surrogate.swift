import SearchSpace

/// What a search has learned of rewards and limits: a Gaussian process for the reward, and one for each hard limit.
///
/// The reward has two models, which propose by turns. One knows the counts of choices and looks sharply at the top; the other
/// knows of no counts and looks less sharply. Where what is good in one place says nothing about another, a model that
/// believes it does would lead all proposals astray; by turns the search does well where one of them alone would fail.
struct Surrogate: Sendable {
  /// The learned kernels; the first with the counts of choices, the second without.
  struct Kernels: Sendable {
    let reward: [SurrogateKernel]
    let limits: [SurrogateKernel]
  }

  private let features: SurrogateFeatures
  private let reward: [GaussianProcess]
  private let limits: [GaussianProcess]
  private let members: [TrainingSet.Member]

  /// How many objectives the trials have; none where only the reward counts.
  var objectives: Int { members.first?.score.objectives.count ?? 0 }

  /// Room for the trials in flight.
  private static let mostBelieved = 64

  /// Takes in the trials of a set.
  init(_ members: [TrainingSet.Member], kernels: Kernels, features: SurrogateFeatures) {
    self.members = members
    self.features = features
    func process(_ kernel: SurrogateKernel) -> GaussianProcess {
      var process = GaussianProcess(
        kernel: kernel, width: features.width, capacity: members.count + Self.mostBelieved)
      for member in members { process.append(member.row) }
      return process
    }
    reward = kernels.reward.map(process)
    limits = kernels.limits.enumerated().map { index, kernel in
      var process = process(kernel)
      process.learn(RewardScale.targets(ofExcesses: members.map { $0.score.excesses[index] }))
      return process
    }
  }

  /// Learns the kernels from the trials of a set.
  static func kernels(
    from members: [TrainingSet.Member], features: SurrogateFeatures, points: Int
  ) -> Kernels {
    let rows = members.flatMap(\.row)
    let scores = members.map(\.score)
    let rewards = Scalarisation(objectives: scores.first?.objectives.count ?? 0).rewards(of: scores)
    func learned(usesCounts: Bool, _ targets: [Double]) -> SurrogateKernel {
      SurrogateKernel(features, points: points, usesCounts: usesCounts)
        .learned(from: rows, stride: features.width, targets: targets)
    }
    return Kernels(
      reward: sharpnesses(features).map {
        learned(usesCounts: $0 == .sharp, RewardScale.targets(of: rewards, $0))
      },
      limits: (scores.first?.excesses ?? []).indices.map { index in
        learned(usesCounts: true, RewardScale.targets(ofExcesses: scores.map { $0.excesses[index] }))
      })
  }

  /// How each model of the reward looks at rewards; without decisions to count there is only one.
  private static func sharpnesses(_ features: SurrogateFeatures) -> [RewardScale.Sharpness] {
    features.counts > 0 ? [.sharp, .blunt] : [.sharp]
  }

  /// Rates architectures for one proposal.
  ///
  /// - Parameters:
  ///   - turn: which of the reward's kernels.
  ///   - scalarisation: makes one number of the objectives.
  ///   - running: the rows of the trials in flight.
  func acquisition(turn: Int, _ scalarisation: Scalarisation, running: [[Double]]) -> Acquisition {
    let turn = turn % reward.count
    var reward = reward[turn]
    reward.learn(
      RewardScale.targets(
        of: scalarisation.rewards(of: members.map(\.score)), Self.sharpnesses(features)[turn]))
    for row in running.prefix(Self.mostBelieved) { reward.believe(row) }
    // The incumbent is what is expected to be the best of what was trained: with noise, the luckiest is not the best.
    let candidates = members.indices.filter { members[$0].isComplete && members[$0].score.isWithinLimits }
    let expectations = candidates.map { reward.expectation(of: members[$0].row) }
    let order = candidates.indices.sorted { expectations[$0] > expectations[$1] }
    let incumbents = order.map { members[candidates[$0]].architecture }
    return Acquisition(
      features: features, reward: reward, limits: limits, best: expectations.max(),
      incumbents: incumbents.isEmpty ? members.map(\.architecture) : incumbents)
  }
}

/// What one proposal is chosen by: the expected improvement, where the limits are likely to be kept.
struct Acquisition {
  private let features: SurrogateFeatures
  private let reward: GaussianProcess
  private let limits: [GaussianProcess]
  /// The target to improve on; nil while nothing keeps the limits.
  private let best: Double?
  /// What was trained, the most promising first.
  let incumbents: [Architecture]

  init(
    features: SurrogateFeatures, reward: GaussianProcess, limits: [GaussianProcess], best: Double?,
    incumbents: [Architecture]
  ) {
    self.features = features
    self.reward = reward
    self.limits = limits
    self.best = best
    self.incumbents = incumbents
  }

  /// Greater is better: a logarithm.
  func value(of row: [Double]) -> Double {
    var value = best.map { ExpectedImprovement.logarithm(of: reward.predict(row), over: $0) } ?? 0
    for limit in limits { value += ExpectedImprovement.logProbabilityWithin(limit.predict(row)) }
    return value
  }
}
