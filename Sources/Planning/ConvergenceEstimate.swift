import Foundation

/// How many trials a search will need until its rewards have settled, where nobody knows: a guess that says how wide it is.
public struct ConvergenceEstimate: Sendable, Equatable {
  /// The trials.
  public let trials: PlanRange
  /// Where the numbers come from, in words.
  public let words: String

  init(trials: PlanRange, words: String) {
    self.trials = trials
    self.words = words
  }

  /// Trials for each doubling of the space until the best is nine tenths of the way from the best of 20 random trials to
  /// the best that there is.
  ///
  /// Measured by `Scripts/benchmarks/convergence.lua` on six tables of finished trainings (NAS-Bench-201 on CIFAR-10 and
  /// CIFAR-100, NAS-Bench-Graph on citeseer, pubmed, photo and proteins; 5,625 to 59,049 architectures), 20 trials at
  /// once, 9 seeds each: 10 %, median and 90 % of the 54 searches, divided by the logarithm of the size to base 2. Some
  /// had not come there after 1,500 trials (500 for 'auto') and count as greater than all others: 2 of 'reinforce', 3 of
  /// 'ppo', 4 of 'auto' and 8 of 'local', whose greatest is therefore what it took at least.
  private static let perDoubling: [String: PlanRange] = [
    "evolution": PlanRange(low: 7.2, median: 19.7, high: 54), "ppo": PlanRange(low: 6.4, median: 11.5, high: 40),
    "reinforce": PlanRange(low: 4.7, median: 13.8, high: 50), "local": PlanRange(low: 4.8, median: 21, high: 95),
    "tpe": PlanRange(low: 4.7, median: 13, high: 40), "auto": PlanRange(low: 3.5, median: 7.7, high: 19.1),
  ]

  /// Doublings of the tables' spaces; beyond them nothing was measured.
  private static let measuredDoublings = 16.0

  /// A guess from the size of a space and the controller.
  ///
  /// In proportion to the logarithm of the size. Spaces that are larger than any table widen the range: to the power 0.75
  /// of the logarithm below and 1.5 above, as nobody has measured how it goes on.
  ///
  /// - Parameters:
  ///   - doublings: the logarithm of the number of architectures to base 2; infinite where there is no end of them.
  ///   - controller: its name; one that was not measured counts as evolution.
  public init(doublings: Double, controller: String) {
    // Half of all infinite spaces behave as large ones; the guideline of 10^20 architectures stands for them.
    let bits = doublings.isFinite ? max(1, doublings) : 20 / log10(2)
    let all = pow(2, min(bits, 60))
    if controller == "grid" {
      self.init(trials: PlanRange(low: all, median: all, high: all), words: "every architecture of the space once")
      return
    }
    if controller == "random" {
      let trials = [0.1, 0.5, 0.9].map { min(all, (log(1 - $0) / log(1 - 0.001)).rounded(.up)) }
      self.init(
        trials: PlanRange(low: trials[0], median: trials[1], high: trials[2]),
        words: "random search never settles; these are the trials until it has met one of the best thousandth")
      return
    }
    let rate =
      Self.perDoubling[controller] ?? Self.perDoubling["evolution"] ?? PlanRange(low: 7, median: 20, high: 54)
    let beyond = max(1, bits / Self.measuredDoublings)
    let base = min(bits, Self.measuredDoublings)
    let trials = [
      rate.low * base * pow(beyond, 0.75), rate.median * base * beyond, rate.high * base * pow(beyond, 1.5),
    ].map { min(all, $0.rounded(.up)) }
    let name =
      Self.perDoubling[controller] == nil ? "a controller of one's own, taken as 'evolution'" : "'\(controller)'"
    let far = beyond > 1 ? ", and drawn on from there, as no table is as large as this space" : ""
    self.init(
      trials: PlanRange(low: trials[0], median: trials[1], high: trials[2]),
      words: "a guess from the size of the space for \(name): measured on tables of 5,625 to 59,049 architectures "
        + "without noise\(far)")
  }

  /// The guess after a pilot: the first trials of the same search.
  ///
  /// The rewards are taken as a mean that approaches its end as `1 - exp(-3 t / T)`, with noise; after T trials 95 % of the
  /// rise is done. Every T from 20 to 100,000 is weighed by how likely it makes the rewards and by the guess so far. So a
  /// pilot that is flat, or too short to bend, leaves the guess as it is.
  ///
  /// - Parameter rewards: in the order in which the trials ended; fewer than 20 say nothing.
  public func learning(from rewards: [Double]) -> ConvergenceEstimate {
    let rewards = rewards.filter(\.isFinite)
    guard rewards.count >= 20, trials.low > 0, trials.low < trials.high else { return self }
    let grid = (0...160).map { 20 * pow(5000, Double($0) / 160) }
    let calm = Self.calmed(rewards)
    // Neighbouring rewards resemble each other: four say as much as one.
    let scores = grid.map { Self.logLikelihood(calm, settled: $0) / 4 + logPrior($0) }
    guard let best = scores.max(), best.isFinite else { return self }
    let weights = scores.map { exp($0 - best) }
    let total = weights.reduce(0, +)
    let quantile = { (share: Double) -> Double in
      var sum = 0.0
      for (value, weight) in zip(grid, weights) {
        sum += weight
        if sum >= share * total { return value.rounded(.up) }
      }
      return grid[grid.count - 1]
    }
    return ConvergenceEstimate(
      trials: PlanRange(low: quantile(0.1), median: quantile(0.5), high: quantile(0.9)),
      words: "\(words); weighed with the rise of the mean over \(rewards.count) trials of a pilot")
  }

  /// The logarithm of how likely the guess holds a number, but for a constant.
  private func logPrior(_ value: Double) -> Double {
    let side = value < trials.median ? trials.median / trials.low : trials.high / trials.median
    guard side > 1 else { return value == trials.median ? 0 : -50 }
    let z = log(value / trials.median) / (log(side) / PlanRange.tenth)
    return -z * z / 2
  }

  /// Without what lies far outside, such as the reward 0 of a network that learned nothing.
  private static func calmed(_ rewards: [Double]) -> [Double] {
    let sorted = rewards.sorted()
    let (low, high) = (PlanRange.quantile(0.05, of: sorted), PlanRange.quantile(0.95, of: sorted))
    return rewards.map { min(max($0, low), high) }
  }

  /// How well a curve that has settled after so many trials fits, with the best of its two other numbers.
  private static func logLikelihood(_ rewards: [Double], settled: Double) -> Double {
    let count = Double(rewards.count)
    let shape = (1...rewards.count).map { 1 - exp(-3 * Double($0) / settled) }
    let (meanX, meanY) = (shape.reduce(0, +) / count, rewards.reduce(0, +) / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(shape, rewards) {
      xx += (x - meanX) * (x - meanX)
      xy += (x - meanX) * (y - meanY)
      yy += (y - meanY) * (y - meanY)
    }
    guard yy > 0 else { return 0 }
    // Only a rise counts: a mean that falls tells nothing of when it will have risen.
    let explained = xy > 0 && xx > 0 ? xy * xy / xx : 0
    return -count / 2 * log(max(1e-12, (yy - explained) / yy))
  }
}
