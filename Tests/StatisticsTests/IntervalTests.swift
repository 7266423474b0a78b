import PlainJSON
import Statistics
import Testing

/// Kendall's tau and its intervals beside those of SciPy, which `Scripts/test` makes ready in `.build/sklearn`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct IntervalTests {
  @Test func `tau, its chance and its intervals are those of SciPy on a thousand inputs`() async throws {
    let cases = try SciPy.run("scipy_intervals.py")
    #expect(cases.count > 980)
    var (corrected, undefined) = (0, 0)
    for line in cases {
      let (first, second) = (try numbers(line["first"]), try numbers(line["second"]))
      let confidence = try #require(line["confidence"]?.doubleValue)
      let resamples = try #require(line["resamples"]?.intValue)
      let seed = UInt64(try #require(line["seed"]?.intValue))
      let tau = KendallTau(first, second)
      let (coefficient, chance) = (line["tau"]?.doubleValue, line["chance"]?.doubleValue)
      #expect(isClose(tau.coefficient, try #require(coefficient)))
      #expect(isClose(tau.pValue, try #require(chance)))
      for method in BootstrapInterval.Method.allCases {
        let interval = try #require(
          BootstrapInterval(
            kendall: first, second, confidence: confidence, method: method, resamples: resamples, seed: seed))
        let isUndefined = line[method.rawValue]?.arrayValue == nil
        let expected = try numbers(line[isUndefined ? "percentile" : method.rawValue])
        #expect(interval.method == (isUndefined ? .percentile : method))
        #expect(
          isClose(interval.low, expected[0]) && isClose(interval.high, expected[1]),
          "\(method) of \(line.text.prefix(2000)): \(interval)")
        if method == .bca, isUndefined { undefined += 1 }
        if method == .bca, !isUndefined { corrected += 1 }
      }
      await Task.yield()
    }
    #expect(corrected > 900 && undefined > 0)
  }

  @Test func `lists without an order have no interval`() {
    #expect(BootstrapInterval(kendall: [1, 1, 1], [1, 2, 3]) == nil)
    #expect(BootstrapInterval(kendall: [1, .nan, 3], [1, 2, 3]) == nil)
    #expect(BootstrapInterval(kendall: [], []) == nil)
  }

  @Test func `full agreement has an interval without width, also where a corrected one is asked for`() throws {
    let interval = try #require(BootstrapInterval(kendall: [1, 2, 3, 4, 5], [2, 3, 5, 7, 11], method: .bca))
    #expect(interval.low == 1 && interval.high == 1 && interval.method == .percentile)
    #expect(interval.resamples > 950 && interval.resamples <= 1000)
  }

  @Test func `a seed gives an interval, and another seed another`() {
    let (first, second) = ([0.1, 0.4, 0.2, 0.8, 0.5, 0.9], [0.3, 0.2, 0.5, 0.7, 0.4, 0.6])
    let interval = BootstrapInterval(kendall: first, second, resamples: 99, seed: 1)
    #expect(interval != nil && interval == BootstrapInterval(kendall: first, second, resamples: 99, seed: 1))
    #expect(interval != BootstrapInterval(kendall: first, second, resamples: 99, seed: 2))
  }

  private func numbers(_ list: JSON?) throws -> [Double] {
    try #require(list?.arrayValue).compactMap(\.doubleValue)
  }

  private func isClose(_ value: Double, _ wanted: Double) -> Bool {
    (value - wanted).magnitude <= 1e-9 * max(wanted.magnitude, 1e-3)
  }
}
