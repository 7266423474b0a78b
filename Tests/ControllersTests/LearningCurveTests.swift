import Testing

@testable import Controllers

/// What is made of reports, however they come.
@Suite struct LearningCurveTests {
  private func curve(_ reports: [(step: Int?, value: Double)]) -> LearningCurve {
    var curve = LearningCurve()
    for report in reports { curve.report(step: report.step, value: report.value) }
    return curve
  }

  @Test func `each point knows the best and the mean up to it`() {
    let curve = curve([(1, 2), (3, 4), (7, 0)])
    #expect(curve.points.map(\.position) == [1, 3, 7])
    #expect(curve.points.map(\.best) == [2, 4, 4] && curve.points.map(\.mean) == [2, 3, 2])
    #expect(curve.point(at: 0) == nil && curve.point(at: 2)?.value == 2 && curve.point(at: 100)?.value == 0)
  }

  @Test func `reports without steps are counted`() {
    #expect(curve([(nil, 1), (nil, 2), (nil, 3)]).points.map(\.position) == [1, 2, 3])
    #expect(curve([(10, 1), (nil, 2)]).points.map(\.position) == [10, 11])
    #expect(curve([(.max, 1), (nil, 2)]).points.map(\.position) == [.max, .max])
  }

  @Test func `a repeated step takes the place of the one before`() {
    let curve = curve([(1, 5), (2, 9), (2, 6)])
    #expect(curve.count == 2 && curve.last == LearningCurve.Point(position: 2, value: 6, best: 6, mean: 5.5))
  }

  @Test func `steps that go back make a curve of counts`() {
    let curve = curve([(0, 1), (1, 2), (0, 3), (1, 4), (1, 5)])
    #expect(curve.points.map(\.position) == [1, 2, 3, 4, 5] && curve.points.map(\.value) == [1, 2, 3, 4, 5])
  }

  @Test func `what is not finite is the worst there is and spoils no mean`() {
    let watch = MetricWatch(metric: "loss", direction: .minimize)
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(watch.reading(step: 1, metrics: ["loss": value])?.value == -.infinity)
    }
    let curve = curve([(1, -.infinity), (2, 4), (3, -.infinity)])
    #expect(curve.points.map(\.best) == [-.infinity, 4, 4] && curve.points.map(\.mean) == [-.infinity, 4, 4])
  }

  @Test func `a long curve is thinned out and forgets nothing that counts`() {
    let curve = curve((1...100_000).map { ($0, Double($0 % 1000)) })
    #expect(curve.points.count <= LearningCurve.capacity && curve.count == 100_000)
    #expect(curve.points.first?.position == 1 && curve.last?.position == 100_000)
    #expect(curve.last?.best == 999 && curve.last?.mean == 499.5)
    for (one, next) in zip(curve.points, curve.points.dropFirst()) { #expect(one.position < next.position) }
    for point in curve.points { #expect(point.value == Double(point.position % 1000)) }
  }

  @Test func `a metric may count the steps`() {
    let watch = MetricWatch(metric: "accuracy", direction: .maximize, step: "epoch")
    #expect(watch.reading(step: 4000, metrics: ["accuracy": 0.5, "epoch": 2])?.step == 2)
    #expect(watch.reading(step: 4000, metrics: ["accuracy": 0.5, "epoch": .nan])?.step == nil)
    #expect(watch.reading(step: 1, metrics: ["epoch": 2]) == nil)
  }
}
