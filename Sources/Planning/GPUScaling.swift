/// How many GPUs a trial should have: what was measured of start-up and speed decides.
///
/// More GPUs train faster, though seldom in proportion, and take longer to start; and of a given number of GPUs fewer
/// trials then run at once. What counts is how many trials a day the GPUs bring to their end.
public struct GPUScaling: Sendable, Equatable {
  /// One measured way to train a trial.
  public struct Point: Sendable, Equatable {
    public let gpus: Int
    /// The training of one trial, without its start-up.
    public let hours: Double
    /// From the start of a trial until it trains.
    public let startupHours: Double

    /// Makes a point.
    public init(gpus: Int, hours: Double, startupHours: Double = 0) {
      self.gpus = gpus
      self.hours = hours
      self.startupHours = startupHours
    }

    /// GPU-hours that a trial takes.
    public var gpuHours: Double { Double(gpus) * (hours + startupHours) }
    /// The share of its time in which a trial trains.
    public var trainingShare: Double { hours / (hours + startupHours) }

    /// Trials that a number of GPUs brings to their end in a day.
    public func trialsPerDay(on available: Int) -> Double {
      Double(available / gpus) * 24 / (hours + startupHours)
    }
  }

  /// By the number of GPUs.
  public let points: [Point]

  /// Makes it from what was measured, in any order.
  ///
  /// - Throws: ``PlanError`` for numbers that cannot be, or one number of GPUs twice.
  public init(_ points: [Point]) throws(PlanError) {
    if points.isEmpty {
      throw PlanError("scaling", expected: "at least one measured number of GPUs", got: "an empty list")
    }
    for (place, point) in points.enumerated() {
      let path = "scaling[\(place + 1)]"
      if point.gpus < 1 { throw PlanError("\(path).gpus", expected: "at least 1", got: "\(point.gpus)") }
      if !(point.hours > 0 && point.hours.isFinite) {
        throw PlanError("\(path).hours", expected: "above 0", got: PlanError.text(point.hours))
      }
      if !(point.startupHours >= 0 && point.startupHours.isFinite) {
        throw PlanError("\(path).startup_hours", expected: "at least 0", got: PlanError.text(point.startupHours))
      }
      if points[..<place].contains(where: { $0.gpus == point.gpus }) {
        throw PlanError("\(path).gpus", expected: "each number of GPUs once", got: "\(point.gpus) again")
      }
    }
    self.points = points.sorted { $0.gpus < $1.gpus }
  }

  /// The number of GPUs with which most trials come to their end; of equals the fewest.
  ///
  /// - Parameter available: GPUs that there are; nil for any number, where the fewest GPU-hours win.
  /// - Throws: ``PlanError`` where no trial has room.
  public func best(on available: Int?) throws(PlanError) -> Point {
    guard let available else {
      return points.dropFirst().reduce(points[0]) { $1.gpuHours < $0.gpuHours ? $1 : $0 }
    }
    let possible = points.filter { $0.gpus <= available }
    guard let first = possible.first else {
      throw PlanError(
        "available", expected: "at least the \(points[0].gpus) GPUs of the smallest measured trial",
        got: "\(available)")
    }
    return possible.dropFirst().reduce(first) {
      $1.trialsPerDay(on: available) > $0.trialsPerDay(on: available) * (1 + 1e-9) ? $1 : $0
    }
  }
}
