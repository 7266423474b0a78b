import ControllerContract
import Controllers
import PlainJSON
import SearchSpace
import Testing

/// What every controller of the catalog must do. A new controller is tested by being in the list.
@Suite struct ControllerContractTests {
  static let names = ControllerCatalog.entries.map(\.name)

  private func make(_ name: String, _ space: SearchSpace, seed: UInt64 = 1, trials: Int = 100) throws
    -> any Controller
  {
    try ControllerCatalog.make(name, .init(space: space, seed: seed, maxTrials: trials))
  }

  @Test(arguments: names, ControllerContract.Check.allCases)
  func `a controller of the catalog keeps the contract`(name: String, check: ControllerContract.Check) async throws
  {
    // The order of the grid is that of the space, whatever the seed.
    if name == "grid", check == .anotherSeed { return }
    try await ControllerContract { try make(name, $0, seed: $1, trials: $2) }.test(check)
  }

  /// Mean best reward after 200 trials over 30 seeds, on the sum of ten decisions: a random search ends at about 62 of
  /// 90 and those that learn near the top, so a margin of 10 is passed by any that works.
  @Test(arguments: ["evolution", "local"])
  func `learning beats random search on an additive reward`(name: String) throws {
    let space = try digits([Int](repeating: 10, count: 10))
    func meanBest(_ name: String) throws -> Double {
      let bests = try (1...30).map { seed in
        var controller = try make(name, space, seed: UInt64(seed), trials: 200)
        return try (1...200).compactMap {
          try controller.step($0) { .completed(reward: Double($0.choices.reduce(0, +))) }?.score?.reward
        }
        .max() ?? 0
      }
      return bests.reduce(0, +) / 30
    }
    #expect(try meanBest(name) > meanBest("random") + 10)
  }

  @Test(
    arguments: [
      ("evolutoin", [:], "unknown controller 'evolutoin'; did you mean 'evolution'?"),
      (
        "evolution", ["popluation": 3],
        "unknown setting of the controller evolution 'popluation'; did you mean 'population'?"
      ),
      ("evolution", ["population": 1.5], "population must be a whole number of at least 2, got 1.5"),
      ("local", ["move": "frist"], "move must be \"first\" or \"best\", got \"frist\""),
      ("local", ["starts": 0], "starts must be a whole number of at least 1, got 0"),
      ("evolution", ["sample": 90], "sample is 90 but the population is only 20; make it smaller"),
    ] as [(String, [String: JSON], String)])
  func `a mistake in the settings is named`(name: String, options: [String: JSON], message: String) throws {
    let request = ControllerCatalog.Request(space: try digits([2]), seed: 1, options: options, maxTrials: 100)
    do {
      _ = try ControllerCatalog.make(name, request)
      Issue.record("it was accepted")
    } catch { #expect(String(describing: error) == message) }
  }
}
