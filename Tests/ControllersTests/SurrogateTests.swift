import ControllerContract
import Foundation
import Randomness
import SearchSpace
import Testing

@testable import Controllers

/// The parts of the controller `auto`.
@Suite(.timeLimit(.minutes(5))) struct SurrogateTests {
  private let space: SearchSpace
  private let features: SurrogateFeatures

  init() throws {
    space = try words([4, 4, 4, 3, 2])
    features = SurrogateFeatures(space: space)
  }

  private func rows(_ count: Int, seed: UInt64 = 1) throws -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    return try (0..<count).map { _ in features.row(of: try space.sample(using: &generator)) }
  }

  private func kernel(usesCounts: Bool = true) -> SurrogateKernel {
    SurrogateKernel(features, points: space.points.count, usesCounts: usesCounts)
  }

  /// What the kernel is by its formula.
  private func covariance(_ kernel: SurrogateKernel, _ one: [Double], _ other: [Double]) -> Double {
    let values = kernel.values
    var (decisions, counts) = (0.0, 0.0)
    for column in one.indices {
      let difference = abs(one[column] - other[column])
      if column < kernel.decisions {
        decisions += values.weights[column] * min(1, difference)
      } else if column < kernel.width {
        counts += values.weights[column] * difference
      }
    }
    return values.ofDecisions * exp(-decisions) + (kernel.counts == 0 ? 0 : values.ofCounts * exp(-counts))
  }

  @Test func `decisions with the same candidates are counted together`() {
    // Three decisions of four words share their counts; the others have nobody to share with.
    #expect(features.decisions == 8 && features.counts == 4)
    let row = features.row(of: Architecture(choices: [1, 1, 3, 2, 0]))
    #expect(Array(row[..<5]) == [1, 1, 3, 2, 0])
    #expect(Array(row[8...]) == [0, 2, 0, 1])
  }

  @Test(arguments: [true, false])
  func `predictions are those of the formula`(usesCounts: Bool) throws {
    let kernel = kernel(usesCounts: usesCounts)
    let known = try rows(12)
    let targets = known.map { $0[0] - 0.5 * $0[1] + 0.1 * $0[2] }
    var process = GaussianProcess(kernel: kernel, width: features.width, capacity: 20)
    for row in known { process.append(row) }
    process.learn(targets)
    // The matrix, solved by Gauss-Jordan elimination in place of a factor.
    let mean = targets.reduce(0, +) / Double(targets.count)
    for row in try rows(5, seed: 2) {
      let own = known.map { covariance(kernel, row, $0) }
      let matrix = known.enumerated().map { index, one in
        known.enumerated().map { covariance(kernel, one, $1) + ($0 == index ? kernel.values.noise : 0) }
      }
      let weights = solve(matrix, own)
      let expected = mean + zip(weights, targets).reduce(0) { $0 + $1.0 * ($1.1 - mean) }
      let variance = covariance(kernel, row, row) - zip(weights, own).reduce(0) { $0 + $1.0 * $1.1 }
      let prediction = process.predict(row)
      #expect(abs(prediction.mean - expected) < 1e-9)
      #expect(abs(prediction.deviation - variance.squareRoot()) < 1e-9)
      #expect(abs(process.expectation(of: row) - expected) < 1e-9)
    }
  }

  private func solve(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    var rows = zip(matrix, vector).map { $0 + [$1] }
    for pivot in rows.indices {
      let scale = rows[pivot][pivot]
      rows[pivot] = rows[pivot].map { $0 / scale }
      for other in rows.indices where other != pivot {
        let factor = rows[other][pivot]
        rows[other] = zip(rows[other], rows[pivot]).map { $0 - factor * $1 }
      }
    }
    return rows.map { $0[rows.count] }
  }

  @Test func `a believed trial takes the doubt away around it and moves no expectation`() throws {
    let known = try rows(8)
    var process = GaussianProcess(kernel: kernel(), width: features.width, capacity: 10)
    for row in known { process.append(row) }
    process.learn(known.map { $0[0] })
    let row = features.row(of: Architecture(choices: [3, 0, 2, 1, 1]))
    let before = process.predict(row)
    process.believe(row)
    let after = process.predict(row)
    #expect(abs(after.mean - before.mean) < 1e-9 && after.deviation < before.deviation / 2)
  }

  @Test func `the slopes of the likelihood are those of finite differences`() throws {
    let known = try rows(15)
    let likelihood = Likelihood(
      rows: known.flatMap { $0 }, stride: features.width, targets: known.map { sin($0[0] + 2 * $0[1]) })
    var kernel = kernel()
    for index in kernel.parameters.indices { kernel.parameters[index] += 0.1 * Double(index % 3 - 1) }
    let (_, slopes) = likelihood.value(of: kernel)
    for index in kernel.parameters.indices {
      var (less, more) = (kernel, kernel)
      less.parameters[index] -= 1e-5
      more.parameters[index] += 1e-5
      let expected = (likelihood.value(of: more).value - likelihood.value(of: less).value) / 2e-5
      #expect(abs(slopes[index] - expected) < 1e-5 * max(1, abs(expected)), "parameter \(index)")
    }
  }

  @Test func `learning finds the decision that matters`() throws {
    let known = try rows(60)
    let learned = kernel(usesCounts: false)
      .learned(from: known.flatMap { $0 }, stride: features.width, targets: known.map { $0[2] - 1.5 })
    let weights = learned.values.weights[..<5]
    #expect(weights.max() == weights[2])
    #expect(weights[2] > 3 * (weights[0] + weights[1]) / 2)
  }

  @Test func `the improvement is what many draws give`() throws {
    var generator = SeededGenerator(seed: 3)
    for (mean, deviation) in [(0.0, 1.0), (-1, 0.5), (0.7, 0.2)] {
      let draws = 200_000
      var sum = 0.0
      for _ in 0..<draws {
        // Box and Muller.
        let normal = (-2 * log(1 - generator.unit())).squareRoot() * cos(2 * .pi * generator.unit())
        sum += max(0, mean + deviation * normal - 0.2)
      }
      let value = ExpectedImprovement.logarithm(of: .init(mean: mean, deviation: deviation), over: 0.2)
      #expect(abs(exp(value) - sum / Double(draws)) < 0.005)
    }
    // Far below it goes on falling, without a step where the formula changes.
    let far = stride(from: -4.0, through: -40, by: -0.5).map {
      ExpectedImprovement.logarithm(of: .init(mean: $0, deviation: 1), over: 0)
    }
    #expect(far.allSatisfy(\.isFinite) && zip(far, far.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `a training set keeps the best and a sample of the rest`() throws {
    var set = TrainingSet(seed: 1)
    var generator = SeededGenerator(seed: 4)
    var rewards: [Double] = []
    for _ in 0..<3000 {
      let reward = generator.unit()
      rewards.append(reward)
      let architecture = try space.sample(using: &generator)
      set.insert(.init(architecture: architecture, row: [], score: Score(reward: reward), isComplete: true))
    }
    let kept = set.members.map(\.score.reward)
    #expect(kept.count == TrainingSet.most && set.count == 3000)
    #expect(Array(kept[..<100]) == Array(rewards.sorted(by: >)[..<100]))
    // An even sample of what is left has a mean near a half.
    let rest = kept[100...].reduce(0, +) / 100
    #expect(abs(rest - 0.48) < 0.12)
    set.insert(.init(architecture: space.baseline, row: [], score: Score(reward: 9), isComplete: false))
    #expect(set.members.first?.score.reward != 9, "a trial that was stopped early is not the best")
  }

  @Test func `the first proposals try every choice`() throws {
    let space = try words([5, 5, 5, 5])
    var controller = SurrogateSearch(space: space, seed: 1)
    var seen = [Set<Int>](repeating: [], count: 4)
    for number in 1...5 {
      let asked = try controller.ask(number: number)
      let architecture = try #require(asked)
      try controller.began(Proposal(number: number, architecture: architecture))
      for (point, choice) in architecture.choices.enumerated() { seen[point].insert(choice) }
    }
    // Five random ones would try 3.4 of five choices in the mean.
    #expect(seen.map(\.count).reduce(0, +) >= 17)
  }

  /// Only what a model proposes depends on rewards.
  @Test(arguments: [(5, 4, false), (4, 16, false), (5, 5, true), (5, 15, true), (10, 0, true)])
  func `the model is asked after five results, once the first proposals are made`(
    ended: Int, inFlight: Int, isModelled: Bool
  ) throws {
    let space = try words([10, 10, 10, 10])
    func next(reward: (Int) -> Double) throws -> Architecture? {
      var controller = SurrogateSearch(space: space, seed: 1)
      var architectures: [Architecture] = []
      for number in 1...ended + inFlight {
        // All are in flight before the first ends.
        let asked = try controller.ask(number: number)
        architectures.append(try #require(asked))
        try controller.began(Proposal(number: number, architecture: architectures[number - 1]))
      }
      for (index, architecture) in architectures.prefix(ended).enumerated() {
        let outcome = TrialResult.Outcome.completed(reward: reward(architecture.choices[0]))
        controller.tell(TrialResult(number: index + 1, architecture: architecture, outcome: outcome))
      }
      return try controller.ask(number: ended + inFlight + 1)
    }
    let (upwards, downwards) = (try next { Double($0) }, try next { -Double($0) })
    #expect((upwards != downwards) == isModelled)
  }
}
