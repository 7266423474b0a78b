import ProxyDesign
import Statistics
import Testing

@Suite struct CorrelationCurveTests {
  private static func curve(_ accuracies: [Double], hoursPerStep: Double = 0.01) -> LearningCurve {
    LearningCurve(
      accuracies.enumerated().map {
        .init(step: $0 * 100 + 99, accuracy: $1, hours: Double($0 * 100 + 100) * hoursPerStep)
      })
  }

  @Test(arguments: [(4, 4, false), (8, 5, false), (7, 5, true), (10, 7, true), (5, 5, true)])
  func `a correlation needs five pairs and 70 % of the models`(models: Int, valid: Int, hasScore: Bool) throws {
    let full = (0..<models).map { $0 < valid ? Double($0) : nil }
    let pairs = ScorePairs((0..<models).map { Double($0) }, full)
    #expect((pairs.problem() == nil) == hasScore)
    if hasScore { #expect((try pairs.correlation().coefficient - 1).magnitude < 1e-12) }
  }

  @Test func `what is missing is told in words`() {
    let few = ScorePairs([1, 2, nil, .nan], [1, 2, 3, 4])
    #expect(few.problem()?.description == "2 valid pairs of 4: a correlation needs at least 5")
    let equal = ScorePairs([1, 1, 1, 1, 1], [1, 2, 3, 4, 5])
    #expect(equal.problem() == .allEqual(isFirst: true, value: 1))
    #expect(equal.problem()?.description == "all first scores are 1.0: they have no order to compare")
    let missing = ScorePairs([1, 2, 3, 4, 5, nil, nil, nil], (0..<8).map(Double.init))
    #expect(missing.problem() == .tooManyMissing(valid: 5, total: 8))
  }

  @Test func `ranks come to agree step by step`() throws {
    let full = [0.5, 0.6, 0.7, 0.8, 0.9]
    let curves = full.enumerated().map { index, score in
      Self.curve([0.3 - Double(index) / 100, index % 2 == 0 ? 0.4 : 0.4 + score / 10, score])
    }
    let curve = CorrelationCurve(full: full, curves: curves)
    #expect(curve.points.map(\.step) == [99, 199, 299])
    #expect(curve.points.first?.tau?.coefficient == -1 && curve.points.last?.tau?.coefficient == 1)
    let last = try #require(curve.points.last)
    #expect(last.medianAccuracy == 0.7 && last.hours == 3 && last.interval?.low == 1)
    #expect((try #require(last.tau).pValue - 2 / 120).magnitude < 1e-12)
    #expect(curve == CorrelationCurve(full: full, curves: curves))
  }

  @Test
  func `failed models and scores that are all equal leave a step without a correlation, not without its time`() {
    var curves: [LearningCurve?] = (0..<5).map { Self.curve([0.5, 0.5 + Double($0) / 10]) }
    let full: [Double?] = [1, 2, 3, 4, 5]
    let equal = CorrelationCurve(full: full, curves: curves).points[0]
    #expect(equal.tau == nil && equal.problem == .allEqual(isFirst: true, value: 0.5))
    #expect(equal.reading == ProxyReading(step: 99, hours: 1, correlation: nil, medianAccuracy: 0.5))
    curves[2] = nil
    let few = CorrelationCurve(full: full, curves: curves).points[1]
    #expect(few.problem == .tooFew(valid: 4, total: 5, fewest: 5) && few.hours == 2)
    #expect(few.tau == nil && few.interval == nil && few.medianAccuracy == nil)
  }

  @Test func `the time is that of the upper median model, and never runs back`() {
    let full: [Double?] = [1, 2, 3, 4, 5, 6]
    // At the second step the median model is a faster one.
    let curves = (0..<6).map { (model: Int) -> LearningCurve in
      let isSlow = model == 3
      return LearningCurve([
        LearningCurve.Reading(step: 0, accuracy: Double(model), hours: isSlow ? 4 : 1),
        LearningCurve.Reading(step: 1, accuracy: isSlow ? 9 : Double(model + 1), hours: isSlow ? 8 : 2),
      ])
    }
    let points: [CorrelationPoint] = CorrelationCurve(full: full, curves: curves, intervals: nil).points
    #expect(points.map(\.hours) == [4, 4])
    #expect(points[0].medianAccuracy == 3 && points[1].medianAccuracy == 5)
    #expect(points.allSatisfy { $0.interval == nil })
  }

  @Test func `a step that a model passed without a report is read between two`() {
    let full: [Double?] = [1, 2, 3, 4, 5]
    var curves: [LearningCurve?] = (1...5).map { Self.curve([Double($0), Double($0) * 2]) }
    curves[0] = LearningCurve([.init(step: 199, accuracy: 2, hours: 2)])
    let points = CorrelationCurve(full: full, curves: curves, intervals: nil).points
    #expect(points[0].pairs.models.count == 5 && points[0].pairs.first[0] == 1)
  }
}
