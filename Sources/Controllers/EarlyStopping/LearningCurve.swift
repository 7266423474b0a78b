/// What one trial reported of the watched metric, greater being better, in the order of its positions.
///
/// A position is the step of a report. Where reports have no steps, or steps that go back, it is the count of reports.
/// A report that repeats a step takes the place of the one before. Long curves are thinned out: at most
/// ``capacity`` points are kept, each with what was known at it.
public struct LearningCurve: Sendable {
  /// One report.
  public struct Point: Sendable, Hashable {
    /// Where in the training it was made.
    public let position: Int
    /// The value; minus infinity where it was not finite.
    public let value: Double
    /// The best value up to here.
    public let best: Double
    /// The mean of the finite values up to here; minus infinity where there is none.
    public let mean: Double
  }

  /// The points that are kept, the last report always among them.
  public private(set) var points: [Point] = []
  /// How many reports the curve was made from, repeated steps counted once.
  public private(set) var count = 0

  private var isCounted = false
  /// What was known before the last report, so that one that repeats its step can take its place.
  private var before = Totals()
  private var totals = Totals()
  /// Of reports, one in so many is kept.
  private var stride = 1

  private struct Totals {
    var best = -Double.infinity
    var sum = 0.0
    var finite = 0

    func adding(_ value: Double) -> Totals {
      guard value.isFinite else { return self }
      return Totals(best: max(best, value), sum: sum + value, finite: finite + 1)
    }
  }

  /// How many points are kept at most.
  public static let capacity = 512

  /// Makes an empty curve.
  public init() {}

  /// The last report.
  public var last: Point? { points.last }

  /// Takes in a report.
  public mutating func report(step: Int?, value: Double) {
    if let last, let step, !isCounted, step < last.position { countReports() }
    let isRepeated = !isCounted && step != nil && step == last?.position
    if isRepeated {
      points.removeLast()
    } else {
      before = totals
      count += 1
      // The last report makes room where it was kept only for being the last.
      if count > 2, (count - 2) % stride != 0 { points.removeLast() }
    }
    totals = before.adding(value)
    let position = isCounted ? count : step ?? (last.map { min($0.position, .max - 1) + 1 } ?? 1)
    points.append(
      Point(
        position: position, value: value, best: totals.best,
        mean: totals.finite > 0 ? totals.sum / Double(totals.finite) : -.infinity))
    if points.count > Self.capacity { thin() }
  }

  /// The last point at or before a position.
  public func point(at position: Int) -> Point? {
    let index = firstIndex { $0.position > position }
    return index > 0 ? points[index - 1] : nil
  }

  /// The first point at or after a position.
  public func point(from position: Double) -> Point? {
    let index = firstIndex { Double($0.position) >= position }
    return index < points.count ? points[index] : nil
  }

  /// Where what holds for later points only begins to hold.
  private func firstIndex(where isLater: (Point) -> Bool) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if isLater(points[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Steps that go back are no measure of progress.
  private mutating func countReports() {
    isCounted = true
    points = points.enumerated().map { index, point in
      let isLast = index == points.count - 1
      return Point(
        position: isLast ? count : index * stride + 1, value: point.value, best: point.best, mean: point.mean)
    }
  }

  private mutating func thin() {
    guard let last = points.last else { return }
    stride *= 2
    points = points.dropLast().enumerated().compactMap { $0.offset % 2 == 0 ? $0.element : nil }
    points.append(last)
  }
}
