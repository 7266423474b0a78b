import Controllers
import PlainJSON
import SearchEngine
import SearchSpace
import Synchronization
import Testing

/// Controllers beside each other over several seeds.
@Suite(.timeLimit(.minutes(5))) struct ComparisonTests {
  private func simulation(_ count: Int = 100, trials: Int = 40) throws -> Simulation {
    let space = try SearchSpace(
      .table(["x": .decision(Decision(.integer(IntegerRange(lower: 1, upper: count))))]))
    var simulation = Simulation(
      space: space, trainer: SimulatedTrainer { ["y": $0.table["x"]?.doubleValue ?? 0] }, reward: .metric("y"))
    simulation.limits.max = trials
    return simulation
  }

  private static let (grid, random) = (
    Comparison.Contender(.named("grid")), Comparison.Contender(.named("random"))
  )

  @Test func `regret is how much less than the best was found`() async throws {
    var comparison = Comparison(try simulation(), contenders: [Self.grid, Self.random])
    (comparison.seeds, comparison.best, comparison.tolerance) = (30, 100, 5)
    let result = try await comparison.run()
    #expect(result.isRegret && result.reference == 100 && result.checkpoints == [4, 10, 20, 40])
    // The grid takes 1, 2, 3, ...: its regret is known, and the same for every seed.
    let grid = result.entries[0]
    #expect(result.checkpoints.map { grid.estimate(after: $0)?.mean } == [96, 90, 80, 60])
    #expect(grid.estimate(after: 40).map { $0.low == 60 && $0.high == 60 } == true)
    #expect(grid.medianTrials == nil && grid.reachedCount == 0 && grid.elapsed == 40 && grid.failed == 0)
    // The best of 40 out of 100 without repeats is 100 - 60/41 in the mean; 95 and better are within the tolerance.
    let random = result.entries[1]
    let last = try #require(random.estimate(after: 40))
    #expect(last.low < last.mean && last.mean < last.high && last.mean < 5 && last.low >= 0)
    #expect((5...30).contains(try #require(random.medianTrials)) && random.reachedCount > 20)
    #expect(random.curve.map(\.trials) == Array(1...40))
    // Regret never grows.
    #expect(zip(random.curve, random.curve.dropFirst()).allSatisfy { $0.estimate.mean >= $1.estimate.mean })
  }

  @Test func `without a known best the curves are of the best so far, and the best found is the goal`()
    async throws
  {
    var comparison = Comparison(try simulation(), contenders: [Self.grid, Self.random])
    comparison.seeds = 5
    let result = try await comparison.run()
    #expect(!result.isRegret && result.best == nil)
    #expect(result.entries[0].estimate(after: 40)?.mean == 40)
    let greatest = result.entries.flatMap(\.runs).compactMap { $0.reached.last ?? nil }.max()
    #expect(result.reference == greatest && result.tolerance == (greatest ?? 0) / 1000)
  }

  @Test func `runs beside each other give what runs one after the other give`() async throws {
    var comparison = Comparison(try simulation(), contenders: [Self.random, .init(.named("evolution"))])
    (comparison.seeds, comparison.best) = (6, 100)
    let alone = try await comparison.run()
    comparison.width = 4
    let told = Mutex<[Int]>([])
    let beside = try await comparison.run { progress in told.withLock { $0.append(progress.done) } }
    for (one, two) in zip(alone.entries, beside.entries) {
      #expect(one.curve.map(\.estimate) == two.curve.map(\.estimate))
    }
    #expect(told.withLock { $0 } == Array(1...12))
  }

  @Test func `a judge tells what the best by a noisy reward is worth`() async throws {
    var simulation = try simulation()
    simulation.trainer = SimulatedTrainer { request in
      let x = request.table["x"]?.doubleValue ?? 0
      return ["y": x, "true": -x]
    }
    var comparison = Comparison(simulation, contenders: [Self.grid])
    (comparison.seeds, comparison.best, comparison.judge) = (2, 0, .metric("true"))
    #expect(try await comparison.run().entries[0].estimate(after: 40)?.mean == 40)
  }

  @Test func `failures count as trials, and as nothing reached`() async throws {
    var simulation = try simulation(trials: 10)
    simulation.trainer = SimulatedTrainer { request in
      if request.number <= 3 { throw InfeasibleArchitecture(reason: "no") }
      return SimulatedTraining(metrics: ["y": 7])
    }
    var comparison = Comparison(simulation, contenders: [Self.grid])
    (comparison.seeds, comparison.best) = (3, 7)
    let entry = try await comparison.run().entries[0]
    #expect(entry.curve.map(\.trials) == Array(4...10) && entry.estimate(after: 3) == nil)
    #expect(entry.failed == 0 && entry.infeasible == 3 && entry.completed == 7 && entry.medianTrials == 4)
    #expect(entry.problem == nil)
  }

  @Test func `what keeps all trials from a reward is told, and a best that is surpassed`() async throws {
    var simulation = try simulation(trials: 10)
    simulation.reward = .metric("z")
    var comparison = Comparison(simulation, contenders: [Self.grid])
    comparison.seeds = 2
    var result = try await comparison.run()
    #expect(!result.hasCompleted)
    #expect(
      result.warnings == [
        "grid: 8 of 8 trials have no reward, 8 of them because: the trainer reported no metric 'z', only y"
      ])
    comparison.simulation = try self.simulation(trials: 10)
    comparison.simulation.goals = Goals(limits: [HardLimit(metric: "y", side: .atMost, bound: 0)])
    result = try await comparison.run()
    #expect(result.hasCompleted)
    #expect(result.warnings == ["grid: none of the 20 completed trials keeps the limits"])
    comparison.simulation.goals = Goals()
    comparison.best = 9
    #expect(
      try await comparison.run().warnings.first?.hasPrefix("10.0 was found, more than the 'best' of 9.0") == true)
  }

  @Test func `the intervals hold the mean about as often as they say`() async throws {
    // The best of one random trial is uniform on 1...100, with the mean 50.5.
    var held = 0
    for seed in 0..<60 {
      var comparison = Comparison(try simulation(trials: 1), contenders: [Self.random])
      comparison.simulation.seed = UInt64(seed * 1000)
      let estimate = try #require(try await comparison.run().entries[0].estimate(after: 1))
      if (estimate.low...estimate.high).contains(50.5) { held += 1 }
      await Task.yield()
    }
    // 95 % of 60 are 57; fewer than 46 come once in 100,000 times, also with the 92 % that 20 values leave of it.
    #expect((46...60).contains(held))
  }
}
