import Testing

@testable import SearchEngine
@testable import TrialStore

/// The time that a search has run, from its trials.
@Suite struct TimeRunTests {
  private func trial(_ start: Double?, _ end: Double?) -> TrialRecord {
    TrialRecord(
      number: 1, state: end == nil ? .running : .completed, architecture: "", reward: 1, metrics: [:], attempt: 1,
      startedAt: start, endedAt: end, reason: nil, failure: nil, source: nil, usage: nil)
  }

  @Test func `trials at once count once, and the time in which none ran does not count`() {
    let trials = [trial(100, 103), trial(5, 8), trial(0, 6), trial(1, 2), trial(101, nil), trial(nil, nil)]
    #expect(trials.timeRun == 11)
    #expect([trial(4, nil)].timeRun == nil)
    #expect([TrialRecord]().timeRun == nil)
  }
}
