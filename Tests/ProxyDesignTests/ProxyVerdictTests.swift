import ProxyDesign
import Testing

@Suite struct ProxyVerdictTests {
  private static let hours = [0.5, 1, 1.5, 2]

  private static func readings(
    _ correlations: [Double?], accuracies: [Double?] = [nil, nil, nil, nil]
  ) -> [ProxyReading] {
    correlations.indices.map {
      ProxyReading(
        step: [99, 199, 299, 399][$0], hours: hours[$0], correlation: correlations[$0],
        medianAccuracy: accuracies[$0])
    }
  }

  private static func limits(_ change: (inout ProxyLimits) -> Void = { _ in }) -> ProxyLimits {
    var limits = ProxyLimits()
    change(&limits)
    return limits
  }

  @Test func `a correlation that is reached between two steps ends there`() throws {
    let end = try #require(ProxyVerdict.end(Self.readings([0.1, 0.4, 0.7, 0.9]), Self.limits()))
    #expect(end.state == .metDesiredCorrelation && end.step == 282)
    #expect((try #require(end.hours) - 1.416667).magnitude < 5e-7)
  }

  @Test func `a first step that is enough ends at itself`() {
    let end = ProxyVerdict.end(Self.readings([0.7, 0.8]), Self.limits())
    #expect(end == ProxyEnd(.metDesiredCorrelation, hours: 0.5, step: 99))
  }

  @Test func `an accuracy is enough as well, where one is asked for`() {
    let readings = Self.readings([nil, nil, nil, nil], accuracies: [0.1, 0.2, 0.3, 0.4])
    let end = ProxyVerdict.end(readings, Self.limits { $0.desiredAccuracy = 0.25 })
    #expect(end?.state == .metDesiredAccuracy && end?.step == 249)
    #expect(((end?.hours ?? 0) - 1.25).magnitude < 1e-12)
    #expect(ProxyVerdict.end(readings, Self.limits()) == nil)
  }

  @Test func `what takes too long, or longer than the best, ends without hours and step`() {
    let readings = Self.readings([0.1, 0.2, 0.3, 0.4])
    #expect(ProxyVerdict.end(readings, Self.limits { $0.hours = 1.2 }) == ProxyEnd(.exceededTimeLimit))
    #expect(ProxyVerdict.end(readings, Self.limits(), best: 0.9) == ProxyEnd(.exceededBestTime))
    #expect(ProxyVerdict.end(readings, Self.limits { $0.endsIfNotBest = false }, best: 0.9) == nil)
    #expect(ProxyVerdict.end(readings, Self.limits { $0.hours = nil }) == nil)
  }

  @Test func `at one step a success comes before a limit, and the limit before the best`() {
    let readings = Self.readings([0.1, 0.2, 0.65, 0.9])
    let late = Self.limits { $0.hours = 1.5 }
    #expect(ProxyVerdict.end(readings, late, best: 1.5)?.state == .metDesiredCorrelation)
    let never = Self.readings([0.1, 0.2, 0.3, 0.4])
    #expect(ProxyVerdict.end(never, late, best: 1.5)?.state == .exceededTimeLimit)
    // A step before decides before.
    #expect(ProxyVerdict.end(readings, late, best: 1)?.state == .exceededBestTime)
  }

  @Test func `a step without a correlation is no point of a line`() {
    let end = ProxyVerdict.end(Self.readings([0.1, nil, 0.7]), Self.limits())
    #expect(end == ProxyEnd(.metDesiredCorrelation, hours: 1.5, step: 299))
  }

  @Test func `the success with the fewest hours wins, of equal ones the first`() {
    let success = { (hours: Double) in ProxyEnd(.metDesiredCorrelation, hours: hours, step: 1) }
    #expect(ProxyEnd.winner([nil, success(2), ProxyEnd(.exceededTimeLimit), success(1), success(1)]) == 3)
    #expect(ProxyEnd.winner([nil, ProxyEnd(.ranToCompletion)]) == nil)
  }

  @Test func `latencies that do not agree undo a success`() {
    let success = ProxyEnd(.metDesiredAccuracy, hours: 2, step: 1)
    #expect(success.checked(latencyCorrelation: 0.6, Self.limits()) == ProxyEnd(.failedLatencyCorrelation))
    #expect(success.checked(latencyCorrelation: .nan, Self.limits()) == ProxyEnd(.failedLatencyCorrelation))
    #expect(success.checked(latencyCorrelation: 0.65, Self.limits()) == success)
    #expect(success.checked(latencyCorrelation: nil, Self.limits()) == success)
    let failure = ProxyEnd(.failed)
    #expect(failure.checked(latencyCorrelation: 0, Self.limits()) == failure)
  }
}
