import ControllerContract
import Foundation
import Randomness
import SearchSpace
import Testing

@testable import Controllers

/// What the controllers with a policy do with it.
@Suite struct PolicyTests {
  static let names = ["reinforce", "ppo"]

  private func make(_ name: String, _ space: SearchSpace, seed: UInt64 = 1, repeats: Int = 1) throws
    -> any Controller
  {
    try ControllerCatalog.make(
      name, .init(space: space, seed: seed, options: ["repeats": .integer(repeats)], maxTrials: 200))
  }

  private func parameters(_ controller: any Controller) -> [Double]? {
    (controller as? Reinforce)?.policy.parameters ?? (controller as? PPO)?.policy.parameters
  }

  @Test(arguments: names)
  func `the best arm of a noisy bandit is pulled again and again`(name: String) throws {
    var controller = try make(name, try words([8]), repeats: 1000)
    var dice = SeededGenerator(seed: 9)
    var pulls: [Int] = []
    for number in 1...300 {
      let result = try controller.step(number) {
        .completed(reward: ($0.choices[0] == 5 ? 1 : 0) + 1.5 * dice.unit())
      }
      pulls.append(try #require(result).architecture.choices[0])
    }
    // An even policy would pull it 12 times.
    #expect(pulls.suffix(100).count { $0 == 5 } > 60)
  }

  @Test(
    arguments: names, [TrialResult.Outcome.completed(reward: 3), .failed(.crashed), .infeasible, .stopped(nil)])
  func `where all trials are equal the policy stays as even as it was`(
    name: String, outcome: TrialResult.Outcome
  ) throws {
    var controller = try make(name, try words([5, 5, 5, 5]))
    for number in 1...100 { _ = try controller.step(number) { _ in outcome } }
    #expect(try #require(parameters(controller)).allSatisfy { abs($0) < 1e-12 })
  }

  @Test(arguments: names)
  func `only the order of rewards counts`(name: String) throws {
    var (one, other) = (try make(name, try words([5, 5, 5, 5])), try make(name, try words([5, 5, 5, 5])))
    for number in 1...150 {
      let first = try one.step(number) { .completed(reward: Double($0.choices.reduce(0, +))) }
      let second = try other.step(number) { .completed(reward: exp(40 * Double($0.choices.reduce(0, +)) - 200)) }
      #expect(first?.architecture == second?.architecture)
    }
  }

  @Test(arguments: names)
  func `what exceeds a limit is left however great its reward`(name: String) throws {
    let space = try words([4, 4, 4, 4, 4, 4])
    var controller = try make(name, space)
    var excesses: [Int] = []
    for number in 1...200 {
      _ = try controller.step(number) { architecture in
        let forbidden = architecture.choices.count { $0 == 3 }
        excesses.append(forbidden)
        return .completed(
          Score(reward: Double(architecture.choices.reduce(0, +) + 10 * forbidden), excesses: [Double(forbidden)]))
      }
    }
    // Of all architectures, 18 in 100 keep the limit: 9 of 50, give or take 3.
    #expect(excesses.suffix(50).count { $0 == 0 } > 20)
  }

  /// The best true value after 300 trials on the sum of ten choices of five: random search ends at about 32 of 40.
  @Test(arguments: [1, 8, 64], names)
  func `noise, failures and trials in flight do not stop it from learning`(parallel: Int, name: String)
    async throws
  {
    let space = try words([Int](repeating: 5, count: 10))
    var total = 0
    for seed in 1...4 as ClosedRange<UInt64> {
      var controller = try make(name, space, seed: seed)
      var dice = SeededGenerator(seed: seed, stream: 1000)
      var running: [Proposal] = []
      var best = 0
      for number in 1...300 {
        let asked = try controller.ask(number: number)
        let proposal = Proposal(number: number, architecture: try #require(asked))
        try controller.began(proposal)
        running.append(proposal)
        guard running.count == parallel else { continue }
        let ended = running.remove(at: dice.index(running.count))
        let truth = ended.architecture.choices.reduce(0, +)
        let isFailed = dice.index(10) == 0
        if !isFailed { best = max(best, truth) }
        controller.tell(
          TrialResult(
            number: ended.number, architecture: ended.architecture,
            outcome: isFailed ? .failed(.crashed) : .completed(reward: Double(truth) + 2 * dice.unit())))
        await Task.yield()
      }
      total += best
    }
    #expect(Double(total) / 4 > 35)
  }

  @Test(arguments: names)
  func `a number is narrowed down`(name: String) throws {
    let space = try SearchSpace(
      .list([
        .decision(Decision(.float(FloatRange(lower: 0, upper: 1)))),
        .decision(Decision(.integer(IntegerRange(lower: 1, upper: 1_000_000, isLogarithmic: true)))),
      ]))
    var controller = try make(name, space)
    var distances: [Double] = []
    for number in 1...200 {
      _ = try controller.step(number) { architecture in
        let value = Architecture.value(of: architecture.choices[0])
        distances.append(abs(value - 0.7) + abs(log10(Double(architecture.choices[1] + 1)) / 6 - 0.5))
        return .completed(reward: -(distances.last ?? 0))
      }
    }
    let (first, last) = (distances.prefix(50).reduce(0, +), distances.suffix(50).reduce(0, +))
    #expect(last < first * 2 / 3)
  }

  @Test(arguments: names)
  func `every kind of space can be searched to its end`(name: String) async throws {
    for kind in DecisionPolicyTests.Kind.allCases where kind != .numbers {
      let space = try kind.space
      let size = try #require(space.size).description
      var controller = try make(name, space)
      var count = 0
      while let result = try controller.step(count + 1, { .completed(reward: Double($0.choices[0])) }) {
        try space.validate(result.architecture)
        count += 1
      }
      await Task.yield()
      #expect("\(count)" == size)
    }
  }

  @Test(arguments: names)
  func `a constraint that refuses nearly all of what is drawn is kept`(name: String) throws {
    let space = try digits([10, 10, 10, 10]).adding(
      Constraint(
        .test { ($0["d0"]?.intValue ?? 0) + ($0["d1"]?.intValue ?? 0) == 3 * ($0["d2"]?.intValue ?? 0) + 5 }))
    var controller = try make(name, space)
    for number in 1...60 {
      let result = try controller.step(number) { .completed(reward: Double($0.choices[3])) }
      #expect(try space.allows(try #require(result).architecture))
    }
  }

  @Test(
    arguments: [
      ([1, 3, 2], [-1, 1, 0]), ([5, 5, 5], [0, 0, 0]), ([0, 0, 1, 2, 2], [-0.75, -0.75, 0, 0.75, 0.75]),
      ([7], [0]),
    ] as [([Double], [Double])])
  func `advantages are places, and equals share theirs`(rewards: [Double], advantages: [Double]) {
    #expect(PolicyExperience.advantages(rewards.map { Standing(reward: $0) }) == advantages)
  }
}
