import Testing

@testable import SearchEngine
@testable import TrialStore

/// What is told of the time that early stopping saved.
@Suite struct EarlyStoppingSavingsTests {
  private func savings(
    _ trials: [(state: TrialState, seconds: Double, reports: TrialReports?, isEarly: Bool)]
  ) -> EarlyStoppingSavings {
    var savings = EarlyStoppingSavings()
    for (index, trial) in trials.enumerated() {
      savings.add(
        TrialRecord(
          number: index + 1, state: trial.state, architecture: "", reward: nil, metrics: [:], attempt: 1,
          startedAt: 100, endedAt: 100 + trial.seconds, reason: nil, failure: nil, source: nil, usage: nil),
        reports: trial.reports, isEarly: trial.isEarly)
    }
    return savings
  }

  /// Reports ten seconds apart, the first a minute after the start.
  private func reports(_ count: Int) -> TrialReports {
    TrialReports(count: count, first: 160, last: 160 + 10 * Double(count - 1))
  }

  @Test func `what is left of the reports is saved, at the pace of the trial, and not its preparation`() {
    let savings = savings([
      (.completed, 160, reports(11), false), (.completed, 160, reports(11), false),
      (.stopped, 80, reports(3), true),
    ])
    #expect(savings.saved == 80 && savings.spent == 400)
    #expect(savings.text == "ended 1 trial and saved about 1 min 20 s of 8 min of training")
  }

  @Test func `a trial that reported once would have taken as long as others`() {
    let savings = savings([(.completed, 160, reports(11), false), (.stopped, 60, reports(1), true)])
    #expect(savings.saved == 100)
  }

  @Test func `trials that ended with the search, or failed, are no savings`() {
    let savings = savings([
      (.completed, 3600, reports(11), false), (.stopped, 10, reports(3), false), (.failed, 10, reports(3), true),
    ])
    #expect(savings.trials == 0 && savings.saved == 0 && savings.text == nil && savings.spent == 3620)
  }

  @Test func `before a trial is completed nothing tells how long one takes`() {
    let savings = savings([(.stopped, 80, reports(3), true), (.stopped, 80, reports(3), true)])
    #expect(savings.saved == nil && savings.text == "ended 2 trials")
  }

  @Test func `hours are told as hours`() {
    let long = TrialReports(count: 11, first: 0, last: 36_000)
    let savings = savings([
      (.completed, 36_000, long, false), (.stopped, 3600, TrialReports(count: 2, first: 0, last: 3600), true),
    ])
    #expect(savings.text == "ended 1 trial and saved about 9.0 h of 20.0 h of training")
  }
}
