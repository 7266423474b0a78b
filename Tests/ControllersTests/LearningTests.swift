import ControllerContract
import Controllers
import Randomness
import SearchSpace
import Testing

/// What every controller that learns must learn, besides which rewards are great.
@Suite struct LearningTests {
  static let names = ["auto", "evolution", "local", "tpe", "nsga2"]

  /// A model of all trials takes its time, and needs fewer searches to show what it can.
  private static func seeds(of name: String) -> Int { name == "auto" ? 2 : 5 }

  /// Runs trials, some in flight at once, that end in any order; gives the results as they came in.
  private func search(
    _ name: String, _ space: SearchSpace, seed: UInt64, trials: Int = 200, parallel: Int = 1,
    _ outcome: (Architecture, inout SeededGenerator) -> TrialResult.Outcome
  ) throws -> [TrialResult] {
    var controller = try ControllerCatalog.make(name, .init(space: space, seed: seed, maxTrials: trials))
    var dice = SeededGenerator(seed: seed, stream: 1000)
    var running: [Proposal] = []
    var results: [TrialResult] = []
    for number in 1...trials {
      let asked = try controller.ask(number: number)
      let proposal = Proposal(number: number, architecture: try #require(asked))
      try controller.began(proposal)
      running.append(proposal)
      guard running.count == parallel else { continue }
      let ended = running.remove(at: dice.index(parallel))
      let result = TrialResult(
        number: ended.number, architecture: ended.architecture, outcome: outcome(ended.architecture, &dice))
      controller.tell(result)
      results.append(result)
    }
    return results
  }

  /// Random search ends at about 32 of 40.
  @Test(arguments: names, [8, 64])
  func `noise, failures and trials in flight do not stop learning`(name: String, parallel: Int) async throws {
    let space = try words([Int](repeating: 5, count: 10))
    var total = 0.0
    let seeds = Self.seeds(of: name)
    for seed in 1...UInt64(seeds) {
      let results = try search(name, space, seed: seed, trials: 300, parallel: parallel) { architecture, dice in
        let truth = Double(architecture.choices.reduce(0, +))
        return dice.index(10) == 0 ? .failed(.crashed) : .completed(reward: truth + dice.unit())
      }
      total += (results.compactMap { $0.score?.reward }.max() ?? 0).rounded(.down)
      await Task.yield()
    }
    #expect(total / Double(seeds) > 33.5)
  }

  /// Half of all architectures fail, and would be the better ones.
  @Test(arguments: names) func `choices that fail are proposed less and less`(name: String) async throws {
    let space = try digits([Int](repeating: 10, count: 6))
    var failed = 0
    let seeds = Self.seeds(of: name)
    for seed in 1...UInt64(seeds) {
      let results = try search(name, space, seed: seed) { architecture, _ in
        architecture.choices[0] >= 5
          ? .failed(.outOfMemory) : .completed(reward: Double(architecture.choices.reduce(0, +)))
      }
      failed += results.suffix(50).count { $0.outcome == .failed(.outOfMemory) }
      await Task.yield()
    }
    #expect(failed < 50 * seeds / 4)
  }

  /// One architecture of eight keeps the limit, and the reward pulls beyond it. The best that keep it have 48; random
  /// search ends at about 39.
  @Test(arguments: names) func `hard limits are kept to`(name: String) async throws {
    let space = try digits([Int](repeating: 10, count: 8))
    var (within, total) = (0, 0.0)
    let seeds = Self.seeds(of: name)
    for seed in 1...UInt64(seeds) {
      let results = try search(name, space, seed: seed) { architecture, _ in
        let reward = Double(architecture.choices.reduce(0, +))
        let cost = Double(architecture.choices.prefix(4).reduce(0, +))
        return .completed(Score(reward: reward, excesses: [(cost - 12) / 12]))
      }
      let scores = results.compactMap(\.score)
      within += scores.suffix(50).count(where: \.isWithinLimits)
      total += scores.filter(\.isWithinLimits).map(\.reward).max() ?? 0
      await Task.yield()
    }
    #expect(within > 50 * seeds / 3)
    #expect(total / Double(seeds) > 42)
  }
}
