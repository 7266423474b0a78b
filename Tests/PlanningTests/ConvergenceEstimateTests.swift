import Foundation
import Planning
import Testing

/// Guesses of how many trials a search needs.
@Suite struct ConvergenceEstimateTests {
  @Test func `a space as large as the tables needs what they needed, a larger one more, with a wider range`() {
    let cell = ConvergenceEstimate(doublings: log2(15625), controller: "ppo").trials
    #expect(cell.low == 90 && cell.median == 161 && cell.high == 558)
    // MnasNet's space: about 2,000 trials of a policy are what is usual there.
    let mnasnet = ConvergenceEstimate(doublings: log2(9.75e15), controller: "reinforce").trials
    #expect(mnasnet.low < 2000 && mnasnet.high > 2000)
    #expect(mnasnet.high / mnasnet.low > 2 * cell.high / cell.low)
    let words = ConvergenceEstimate(doublings: 53, controller: "reinforce").words
    #expect(words.contains("'reinforce'") && words.contains("no table is as large"))
    #expect(
      ConvergenceEstimate(doublings: .infinity, controller: "mine").words.contains("a controller of one's own"))
  }

  @Test func `nobody needs more trials than there are architectures`() {
    let small = ConvergenceEstimate(doublings: 3, controller: "evolution").trials
    #expect(small.low <= 8 && small.median == 8 && small.high == 8)
    #expect(
      ConvergenceEstimate(doublings: 5, controller: "grid").trials == PlanRange(low: 32, median: 32, high: 32))
    let random = ConvergenceEstimate(doublings: 60, controller: "random").trials
    #expect(random == PlanRange(low: 106, median: 693, high: 2302))
  }

  /// Rewards whose mean rises to its end, with noise of one tenth of the rise.
  private func pilot(_ count: Int, settled: Double, rise: Double = 1) -> [Double] {
    (1...count).map { trial in
      let noise = (Double((trial &* 7919) % 997) / 997 - 0.5) * 0.35
      return rise * (1 - exp(-3 * Double(trial) / settled)) + noise
    }
  }

  @Test(arguments: [150.0, 600.0, 2500.0]) func `a pilot that bends tells when it will have risen`(settled: Double)
  {
    let guess = ConvergenceEstimate(doublings: 30, controller: "evolution")
    let after = guess.learning(from: pilot(Int(settled), settled: settled))
    #expect(after.trials.low < settled * 1.15 && after.trials.high > settled * 0.85)
    #expect(after.trials.high / after.trials.low < guess.trials.high / guess.trials.low)
    #expect(after.words.contains("of a pilot"))
  }

  @Test func `a pilot that is flat or short leaves the guess as it is`() {
    let guess = ConvergenceEstimate(doublings: 30, controller: "evolution")
    #expect(guess.learning(from: Array(repeating: 0.5, count: 19)) == guess)
    let flat = guess.learning(from: pilot(200, settled: 500, rise: 0)).trials
    #expect(abs(flat.median / guess.trials.median - 1) < 0.35 && abs(flat.high / guess.trials.high - 1) < 0.35)
    let equal = guess.learning(from: Array(repeating: 0.5, count: 100)).trials
    #expect(abs(equal.median / guess.trials.median - 1) < 0.1)
  }
}
