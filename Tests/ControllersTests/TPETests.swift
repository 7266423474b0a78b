import ControllerContract
import Controllers
import PlainJSON
import SearchSpace
import Testing

@Suite struct TPETests {
  private func make(_ space: SearchSpace, seed: UInt64 = 1) -> any Controller {
    TPE(space: space, seed: seed, settings: TPE.Settings(maxTrials: 200))
  }

  @Test func `what was stopped early is bad, however great its reward was by then`() throws {
    var controller = make(try digits([2, 10, 10, 10]))
    let results = try (1...100).map { number in
      try controller.step(number) { architecture in
        let sum = Double(architecture.choices.reduce(0, +))
        return architecture.choices[0] == 1 ? .stopped(Score(reward: sum + 100)) : .completed(reward: sum)
      }
    }
    #expect(results.suffix(50).compactMap { $0?.architecture.choices[0] }.reduce(0, +) < 10)
  }

  @Test func `trials in flight make others look elsewhere`() throws {
    let space = try words([Int](repeating: 5, count: 8))
    var controller = make(space)
    for number in 1...60 {
      _ = try controller.step(number) { .completed(reward: $0.choices[0] == 4 ? 1 : 0) }
    }
    /// How many of thirty proposals for the next trial have the first choice that was good.
    func known() throws -> Int {
      try (100..<130).compactMap { try controller.ask(number: $0)?.choices[0] }.count { $0 == 4 }
    }
    let before = try known()
    for number in 61...99 {
      let architecture = Architecture(choices: [4] + (1..<8).map { (number * $0) % 5 })
      try controller.began(Proposal(number: number, architecture: architecture))
    }
    let after = try known()
    #expect(before > 25)
    #expect(after < before / 2)
  }

  /// Lists of one to six blocks: the blocks are worth as much in short lists as in long ones, and short ones are better.
  /// Random search ends at about -0.4 of 1.45.
  @Test func `decisions that exist in few trials are learned too`() async throws {
    let four = Template.decision(Decision(.oneOf((0..<4).map { .constant(.integer($0)) })))
    let ten = Template.decision(Decision(.integer(IntegerRange(lower: 0, upper: 9))))
    let length = Template.decision(Decision(.integer(IntegerRange(lower: 1, upper: 6))))
    let space = try SearchSpace(
      .table([
        "blocks": .decision(Decision(.listOf(length: length, element: .table(["a": four, "b": four, "c": ten])))),
        "x": ten,
      ]))
    var total = 0.0
    for seed in 1...3 as ClosedRange<UInt64> {
      var controller = make(space, seed: seed)
      var best = -Double.infinity
      for number in 1...100 {
        let result = try controller.step(number) { architecture in
          let table = space.table(of: architecture)
          let blocks = table["blocks"]?.arrayValue ?? []
          func mean(_ key: String) -> Double {
            blocks.reduce(0) { $0 + ($1[key]?.doubleValue ?? 0) } / Double(blocks.count)
          }
          let inside = (mean("a") + mean("b")) / 6 + mean("c") / 9
          return .completed(
            reward: inside / 2 - 0.3 * Double(blocks.count - 1) + 0.05 * (table["x"]?.doubleValue ?? 0))
        }
        best = max(best, result?.score?.reward ?? best)
      }
      total += best
      await Task.yield()
    }
    #expect(total / 3 > 1)
  }

  @Test func `a number is learned to a few hundredths of its range, and a logarithmic one too`() async throws {
    let space = try SearchSpace(
      .table([
        "momentum": .decision(Decision(.float(FloatRange(lower: 0, upper: 1)))),
        "rate": .decision(Decision(.float(FloatRange(lower: 1e-6, upper: 1, isLogarithmic: true)))),
        "width": .decision(Decision(.integer(IntegerRange(lower: 0, upper: 1_000_000_000)))),
      ]))
    var controller = make(space)
    var best = -Double.infinity
    for number in 1...150 {
      let result = try controller.step(number) { architecture in
        let positions = zip(space.points, architecture.choices).map { point, choice in
          point.range?.position(of: Architecture.value(of: choice)) ?? point.integers?.position(of: choice) ?? 0
        }
        // The best lie at seven, five and two tenths of their ranges.
        return .completed(reward: -zip(positions, [0.7, 0.5, 0.2]).reduce(0) { $0 + abs($1.0 - $1.1) })
      }
      best = max(best, result?.score?.reward ?? best)
      await Task.yield()
    }
    #expect(best > -0.1)
  }
}
