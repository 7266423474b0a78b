import Randomness
import Statistics
import Testing

@testable import DataSplit

@Suite struct StageBiasTests {
  private func pairs(_ first: [Double], _ second: [Double]) -> [StageBias.Pair] {
    zip(first, second).map { StageBias.Pair(stage1: $0, stage2: $1) }
  }

  @Test func `stages that agree are good`() {
    let bias = StageBias(
      pairs([0.70, 0.72, 0.75, 0.78, 0.8], [0.8, 0.83, 0.84, 0.88, 0.9]), validationSize: 5000)
    #expect(bias.verdict == .good)
    #expect(bias.kendall.coefficient == 1 && bias.spearman == 1 && bias.regret == 0)
    #expect((bias.meanGap + 0.1).magnitude < 1e-12)
    #expect(bias.words.first?.contains("agree on the order") == true)
  }

  @Test func `an order that turns around is a biased search`() {
    let bias = StageBias(
      pairs([0.70, 0.72, 0.75, 0.78, 0.8], [0.9, 0.88, 0.84, 0.83, 0.8]), validationSize: 5000)
    #expect(bias.verdict == .bad)
    #expect(bias.words.first?.contains("The split biased the search") == true)
    #expect((bias.regret - 0.1).magnitude < 1e-12)
  }

  @Test func `rewards closer together than the validation can tell apart are no bias`() {
    let first = [0.800, 0.801, 0.802, 0.803, 0.804]
    let second = [0.9, 0.88, 0.84, 0.83, 0.82]
    #expect(StageBias(pairs(first, second), validationSize: 500).verdict == .watch)
    #expect(StageBias(pairs(first, second), validationSize: 500).words[0].contains("hold out more"))
    // The rewards deviate by 0.00158: here by 1.3 and by 2.5 standard errors.
    #expect(StageBias(pairs(first, second), validationSize: 110_000).verdict == .watch)
    #expect(StageBias(pairs(first, second), validationSize: 400_000).verdict == .bad)
    #expect(StageBias(pairs(first, second), validationSize: 50_000_000).verdict == .bad)
  }

  @Test func `stage 2 that is worse than stage 1 tells of a validation that is too easy`() {
    let bias = StageBias(pairs([0.90, 0.92, 0.95, 0.96, 0.98], [0.60, 0.63, 0.65, 0.66, 0.68]))
    #expect(bias.verdict == .bad)
    #expect(bias.words.contains { $0.contains("its validation is easier") })
  }

  @Test func `the winner's curse is what the best fell by more than the mean`() {
    let bias = StageBias(
      pairs([0.70, 0.71, 0.72, 0.73, 0.9], [0.80, 0.81, 0.82, 0.83, 0.85]), validationSize: 100_000, searched: 1000
    )
    #expect((bias.optimism - 0.12).magnitude < 1e-12)
    #expect(bias.verdict == .watch)
    let expected = (0.752 * 0.248 / 100_000).squareRoot() * 3.2414
    #expect(((bias.expectedOptimism ?? 0) / expected - 1).magnitude < 0.005)
  }

  @Test func `the largest of many is expected where it falls on average`() async {
    var generator = SeededGenerator(seed: 5)
    for count in [2, 10, 100] {
      var sum = 0.0
      for _ in 0..<4000 {
        sum += (0..<count).map { _ in NormalDistribution.quantile(max(generator.unit(), 1e-12)) }.max() ?? 0
      }
      #expect((sum / 4000 - NormalDistribution.expectedLargest(of: count)).magnitude < 0.06)
      await Task.yield()
    }
  }

  @Test func `too few pairs, and rewards that are no numbers, say so`() {
    let few = StageBias(pairs([0.1, 0.2, .nan, 0.3, 0.5], [0.1, 0.2, 0.3, 0.4, 0.5]))
    #expect(few.count == 4 && few.verdict == .watch)
    #expect(few.words == ["4 architectures in both stages: compare at least 5."])
    #expect(StageBias([]).meanGap.isNaN)
    let equal = StageBias(pairs([1, 1, 1, 1, 1], [2, 3, 4, 5, 6]))
    #expect(equal.verdict == .watch && equal.words[0].contains("no order"))
  }
}
