import ProxyDesign
import Testing

@Suite struct NoiseTests {
  @Test func `the variation of repeats is their deviation as a share of their mean`() throws {
    let variation = try #require(Variation.coefficient(of: [0.70, 0.72, 0.69, 0.71, 0.73]))
    #expect((variation - 0.0199185).magnitude < 5e-8)
    #expect(Variation.coefficient(of: [0.7]) == 0)
    #expect(Variation.coefficient(of: []) == 0)
    #expect(try #require(Variation.coefficient(of: [-1, -3])) == 0.5)
    #expect(Variation.coefficient(of: [-1, 1]) == nil)
    #expect(Variation.coefficient(of: [1, .nan]) == nil)
  }

  private static let percents = stride(from: 10.0, through: 100, by: 10).map { $0 }

  @Test func `a curve that keeps falling back is not smooth, and one that rises is`() throws {
    let rough = Smoothness(
      percents: Self.percents, accuracies: [0.1, 0.3, 0.2, 0.5, 0.4, 0.6, 0.5, 0.65, 0.55, 0.66])
    #expect((try #require(rough.value) - 19.2857).magnitude < 5e-5)
    #expect(!rough.isGood)
    let rising = Smoothness(percents: Self.percents, accuracies: Self.percents.map { $0.squareRoot() })
    #expect(rising == .measured(0) && rising.isGood)
  }

  @Test func `a flat curve is flat, and not smooth`() {
    let flat = Smoothness(percents: Self.percents, accuracies: Self.percents.map { _ in 0.5 })
    #expect(flat == .flat && !flat.isGood && flat.value == nil)
  }

  @Test func `a curve without a second reading, or that goes back, has no smoothness`() {
    #expect(Smoothness(percents: [10], accuracies: [0.5]) == .undefined)
    #expect(Smoothness(percents: [10, 10], accuracies: [0.5, 0.6]) == .undefined)
    #expect(Smoothness(percents: [10, 20], accuracies: [0.5, .nan]) == .undefined)
  }

  @Test func `falls near the end weigh more than those at the start`() throws {
    let percents = (0...10).map { Double($0) * 10 }
    var early = percents.map { $0 / 100 }
    var late = early
    early[2] = 0
    late[9] = 0.7
    let (first, second) = (
      Smoothness(percents: percents, accuracies: early), Smoothness(percents: percents, accuracies: late)
    )
    #expect(try #require(first.value) < (try #require(second.value)))
  }

  @Test func `an accuracy between two readings is in proportion, from none at the start`() throws {
    let curve = LearningCurve([
      .init(step: 9, accuracy: 0.3, hours: 1), .init(step: 19, accuracy: 0.5, hours: 2),
      .init(step: 9, accuracy: 0.9, hours: 9),
    ])
    #expect(curve.readings.count == 2)
    #expect(LearningCurve.percent(step: 19, of: 100) == 20)
    #expect((try #require(curve.accuracy(atPercent: 5, of: 100)) - 0.15).magnitude < 1e-12)
    #expect((try #require(curve.accuracy(atPercent: 15, of: 100)) - 0.4).magnitude < 1e-12)
    #expect(curve.accuracy(atPercent: 20, of: 100) == 0.5)
    #expect(curve.accuracy(atPercent: 21, of: 100) == nil)
    #expect(curve.reading(done: 15)?.hours == 1.5)
  }
}
