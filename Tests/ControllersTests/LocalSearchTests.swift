import ControllerContract
import Controllers
import PlainJSON
import Randomness
import SearchSpace
import Testing

@Suite struct LocalSearchTests {
  private func make(_ space: SearchSpace, _ move: LocalSearch.Move, starts: Int = 1) -> any Controller {
    var settings = LocalSearch.Settings(maxTrials: 300)
    settings.move = move
    settings.starts = starts
    return LocalSearch(space: space, seed: 1, settings: settings)
  }

  private func sum(_ architecture: Architecture) -> TrialResult.Outcome {
    .completed(reward: Double(architecture.choices.reduce(0, +)))
  }

  private func distance(_ one: Architecture, _ other: Architecture) -> Int {
    zip(one.choices, other.choices).reduce(0) { $0 + abs($1.0 - $1.1) }
  }

  @Test func `the first better neighbour becomes the centre`() throws {
    var controller = make(try digits([40, 40, 40]), .first)
    var best = try #require(try controller.step(1, sum))
    for number in 2...20 {
      let next = try #require(try controller.step(number, sum))
      #expect(distance(next.architecture, best.architecture) == 1)
      if (next.score?.reward ?? 0) > (best.score?.reward ?? 0) { best = next }
    }
  }

  @Test func `the best neighbour becomes the centre when all are known`() throws {
    let space = try digits([40, 40, 40])
    var controller = make(space, .best)
    func weighted(_ architecture: Architecture) -> TrialResult.Outcome {
      .completed(reward: Double(zip(architecture.choices, [1, 2, 4]).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    let start = try #require(try controller.step(1, weighted)).architecture
    let around = try space.neighbours(of: start)
    var trained: Set<Architecture> = []
    for number in 2..<(2 + around.count) {
      trained.insert(try #require(try controller.step(number, weighted)).architecture)
    }
    #expect(trained == Set(around))
    var centre = start
    centre.choices[2] += 1
    let next = try #require(try controller.step(2 + around.count, weighted)).architecture
    #expect(distance(next, centre) == 1)
  }

  @Test func `a climb begins at the best of several starts`() throws {
    var controller = make(try digits([1000, 1000]), .first, starts: 5)
    let starts = try (1...5).map { try #require(try controller.step($0, sum)) }
    let best = try #require(starts.max { ($0.score?.reward ?? 0) < ($1.score?.reward ?? 0) })
    #expect(distance(try #require(try controller.step(6, sum)).architecture, best.architecture) == 1)
  }

  @Test(arguments: LocalSearch.Move.allCases)
  func `another climb begins at random where no neighbour is better`(move: LocalSearch.Move) throws {
    let space = try digits([1000, 1000])
    var controller = make(space, move)
    let peak = try #require(try controller.step(1) { _ in .completed(reward: 1) }).architecture
    for number in 2...5 {
      let next = try #require(
        try controller.step(number) { _ in number == 3 ? .failed(.crashed) : .completed(reward: 1) })
      #expect(distance(next.architecture, peak) == 1)
    }
    #expect(distance(try #require(try controller.step(6) { _ in .failed(.crashed) }).architecture, peak) > 1)
  }

  @Test(arguments: LocalSearch.Move.allCases)
  func `random ones are trained while all neighbours are in flight, and none ends the climb`(
    move: LocalSearch.Move
  ) throws {
    let space = try digits([1000, 1000])
    var controller = make(space, move)
    let centre = try #require(try controller.step(1) { _ in .completed(reward: 1) }).architecture
    var asked: [Architecture] = []
    for number in 2...9 {
      let next = try controller.ask(number: number)
      asked.append(try #require(next))
      try controller.began(Proposal(number: number, architecture: asked[number - 2]))
    }
    #expect(asked.prefix(4).allSatisfy { distance($0, centre) == 1 })
    #expect(asked.dropFirst(4).allSatisfy { distance($0, centre) > 1 })
    // The last neighbour is better: the climb goes on there, not from the random ones that ended before.
    for position in [4, 5, 6, 7, 0, 1, 2] {
      controller.tell(
        TrialResult(number: position + 2, architecture: asked[position], outcome: .completed(reward: 0)))
    }
    controller.tell(TrialResult(number: 5, architecture: asked[3], outcome: .completed(reward: 2)))
    #expect(distance(try #require(try controller.step(10, sum)).architecture, asked[3]) == 1)
  }

  @Test func `the best neighbour so far is moved to while the last ones are in flight`() throws {
    var controller = make(try digits([1000, 1000]), .best)
    _ = try controller.step(1) { _ in .completed(reward: 1) }
    let late = try controller.ask(number: 2)
    try controller.began(Proposal(number: 2, architecture: try #require(late)))
    let better = try (3...5).map { number in
      try #require(try controller.step(number) { _ in .completed(reward: Double(number == 4 ? 3 : 2)) })
    }
    let next = try #require(try controller.step(6) { _ in .failed(.crashed) }).architecture
    #expect(distance(next, better[1].architecture) == 1)
  }

  @Test func `no architecture of a small space is trained twice or left out`() throws {
    let space = try digits([4, 4])
    for move in LocalSearch.Move.allCases {
      var controller = make(space, move)
      var seen: Set<Architecture> = []
      for number in 1...16 {
        #expect(seen.insert(try #require(try controller.step(number, sum)).architecture).inserted)
      }
    }
  }

  /// With noise, failures and 1 to 64 trials in flight, the best true value after 300 trials on the sum of ten choices
  /// of five: random search ends at about 32 of 40.
  @Test(arguments: [1, 8, 64], LocalSearch.Move.allCases)
  func `noise, failures and trials in flight do not stop the climb`(parallel: Int, move: LocalSearch.Move) throws {
    let space = try words([Int](repeating: 5, count: 10))
    var total = 0.0
    for seed in 1...10 as ClosedRange<UInt64> {
      var settings = LocalSearch.Settings(maxTrials: 300)
      settings.move = move
      var controller = LocalSearch(space: space, seed: seed, settings: settings)
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
        let outcome: TrialResult.Outcome =
          dice.index(10) == 0 ? .failed(.crashed) : .completed(reward: Double(truth) + dice.unit())
        if outcome != .failed(.crashed) { best = max(best, truth) }
        controller.tell(
          TrialResult(number: ended.number, architecture: ended.architecture, outcome: outcome))
      }
      total += Double(best)
    }
    #expect(total / 10 > 35)
  }
}
