import Statistics

extension StageBias {
  /// What the numbers mean.
  struct Finding {
    private(set) var verdict = DataCheck.Verdict.good
    private(set) var words: [String] = []

    /// Fewer pairs than this show nothing: five in one order are chance in 1 of 60 cases.
    static let fewest = 5

    init(
      count: Int, tau: KendallTau, gap: Double, gapError: Double, regret: Double, spread: Double, noise: Double?,
      optimism: Double, expectedOptimism: Double?
    ) {
      guard count >= Self.fewest else {
        verdict = .watch
        words = ["\(Figures.count(count, "architecture")) in both stages: compare at least \(Self.fewest)."]
        return
      }
      judgeOrder(tau, spread: spread, noise: noise, regret: regret)
      // Two standard errors below: stage 2 is worse although it trains longer and on more.
      if gap > 2 * gapError, gap > 0 {
        note(
          .bad,
          "Rewards of stage 1 are higher by \(Figures.short(gap)) on average, although stage 2 trains in full: its "
            + "validation is easier, so look for items or groups on both sides, and for classes in other shares.")
      }
      if let expectedOptimism, optimism > 2 * expectedOptimism, optimism > 0 {
        note(
          .watch,
          "The best of stage 1 fell by \(Figures.short(optimism)) more than the others; chance explains about "
            + "\(Figures.short(expectedOptimism)).")
      } else if optimism > 0 {
        words.append(
          "The best of stage 1 fell by \(Figures.short(optimism)) more than the others, as what is chosen for being best "
            + "does.")
      }
    }

    private mutating func judgeOrder(_ tau: KendallTau, spread: Double, noise: Double?, regret: Double) {
      let figures = "Kendall's tau \(Figures.short(tau.coefficient)), p = \(Figures.short(tau.pValue))"
      if tau.coefficient.isNaN {
        note(.watch, "Rewards of a stage do not differ, so that there is no order to compare.")
      } else if tau.coefficient >= StageBias.goodTau {
        words.append("Both stages agree on the order (\(figures)).")
      } else if let noise, spread < 2 * noise {
        note(
          .watch,
          "The order differs (\(figures)), but rewards of stage 1 lie closer together than its validation can tell "
            + "apart (deviation \(Figures.short(spread)), error \(Figures.short(noise))): hold out more.")
      } else if tau.coefficient > 0 {
        note(
          .watch,
          "The stages agree on the order only in part (\(figures)): the best of stage 2 has \(Figures.short(regret)) more "
            + "than stage 1's choice.")
      } else {
        note(
          .bad,
          "The split biased the search: what stage 1 ranks high, stage 2 does not (\(figures)); its best has "
            + "\(Figures.short(regret)) more than stage 1's choice.")
      }
    }

    private mutating func note(_ verdict: DataCheck.Verdict, _ sentence: String) {
      self.verdict = max(self.verdict, verdict)
      words.append(sentence)
    }
  }
}
