import Controllers
import SearchEngine
import Testing

@Suite struct StopRuleTests {
  private func view(_ rewards: [Double], failures: Int = 0) -> SearchView {
    var view = SearchView(maxTrials: 1000)
    for (position, reward) in rewards.enumerated() { view.add(position + 1, reward: reward) }
    for _ in 0..<failures { view.addFailure() }
    return view
  }

  /// A sawtooth of a given height around a middle: spread without chance.
  private func waves(_ count: Int, middle: Double, height: Double) -> [Double] {
    (0..<count).map { middle + height * (Double($0 % 5) - 2) / 2 }
  }

  @Test func `the best is the first of the highest`() {
    let best = view([0.1, 0.5, 0.5]).best
    #expect(best?.number == 2 && best?.reward == 0.5)
  }

  @Test func `the best keeps to the limits, and there is none until one does`() async throws {
    var view = SearchView(maxTrials: 100)
    view.add(1, .completed(Score(reward: 0.9, excesses: [0.1])))
    #expect(view.best == nil && view.completed == 1 && view.rewards == [0.9])
    view.add(2, .completed(Score(reward: 0.5, excesses: [-0.1])))
    #expect(view.best?.number == 2)
    // A better trial within the limits is progress, though one outside has more.
    for number in 3...6 { view.add(number, .completed(Score(reward: 0.5, excesses: [0]))) }
    let rule = StopRule.noProgress(after: 4)
    #expect(try await rule.decide(view) != nil)
    view.add(7, .completed(Score(reward: 0.51, excesses: [0])))
    #expect(try await rule.decide(view) == nil)
  }

  @Test func `failures are counted by kind, and what cannot be trained is none`() async throws {
    var view = SearchView(maxTrials: 100)
    for _ in 1...9 { view.add(1, .infeasible) }
    for kind in [FailureKind.outOfMemory, .outOfMemory, .timedOut] { view.add(1, .failed(kind)) }
    view.add(2, .failed(.crashed), failure: .hung)
    #expect(view.failed == 4 && view.infeasible == 9 && view.ended == 13)
    #expect(
      view.failuresByName.filter { $0.value > 0 } == ["hung": 1, "out_of_memory": 2, "timed_out": 1])
    #expect(try await StopRule.failureRate(0.4, minimum: 10).decide(view) == nil)
    #expect(try await StopRule.failureRate(0.2, minimum: 10).decide(view) != nil)
  }

  @Test func `a number of trials stops however they ended`() async throws {
    #expect(try await StopRule.trials(5).decide(view([1, 2], failures: 2)) == nil)
    #expect(try await StopRule.trials(5).decide(view([1, 2, 3], failures: 2)) == "5 trials have ended")
  }

  @Test func `failures count only beyond the share and after enough trials`() async throws {
    let rule = StopRule.failureRate(0.2, minimum: 10)
    #expect(rule.isFailure)
    #expect(try await rule.decide(view([], failures: 9)) == nil)
    #expect(try await rule.decide(view(waves(8, middle: 1, height: 0), failures: 2)) == nil)
    #expect(
      try await rule.decide(view(waves(7, middle: 1, height: 0), failures: 3))
        == "3 of 10 trials failed: 30 %, more than 20 %")
  }

  @Test func `rewards that narrow and stop growing have converged, also without a rise`() async throws {
    let rule = StopRule.converged(window: 20, spread: 0.5, growth: 0.02)
    let start = waves(20, middle: 0.5, height: 0.4)
    #expect(try await rule.decide(view(start + waves(19, middle: 0.5, height: 0.05))) == nil)
    #expect(try await rule.decide(view(start + waves(20, middle: 0.5, height: 0.05))) != nil)
    #expect(try await rule.decide(view(start + waves(20, middle: 0.5, height: 0.4))) == nil)
    let rising = (0..<20).map { 0.5 + Double($0) * 0.01 }
    #expect(try await rule.decide(view(start + rising)) == nil)
  }

  @Test func `a rise, a narrowing or a new best is progress`() async throws {
    let rule = StopRule.noProgress(after: 20)
    let start = waves(20, middle: 0.5, height: 0.4)
    #expect(try await rule.decide(view(start)) == nil)
    #expect(try await rule.decide(view(start + waves(20, middle: 0.5, height: 0.4))) != nil)
    #expect(try await rule.decide(view(start + waves(19, middle: 0.5, height: 0.4) + [0.95])) == nil)
    #expect(
      try await rule.decide(
        view(start + waves(10, middle: 0.5, height: 0.4) + waves(10, middle: 0.5, height: 0.1))) == nil)
    #expect(
      try await rule.decide(
        view(start + waves(10, middle: 0.3, height: 0.1) + waves(10, middle: 0.6, height: 0.1))) == nil)
  }
}

@Suite struct SpanTests {
  @Test(arguments: [("90", 90), ("90s", 90), ("2h", 7200), ("1h30m", 5400), ("14d", 1_209_600), ("0.5m", 30)])
  func `a length of time is read`(text: String, seconds: Double) { #expect(Span.seconds(text) == seconds) }

  @Test(arguments: ["", "h", "2x", "-5", "1h2", "inf"])
  func `what is no length of time is refused`(text: String) { #expect(Span.seconds(text) == nil) }

  @Test(arguments: [(4, "4 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (273_600, "3 d 4 h")])
  func `a length of time is written in its two largest units`(seconds: Double, text: String) {
    #expect(Span.text(seconds) == text)
  }
}
