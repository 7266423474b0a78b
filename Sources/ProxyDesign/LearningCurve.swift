/// What one training reported on its way.
public struct LearningCurve: Sendable, Equatable {
  /// A report.
  public struct Reading: Sendable, Equatable {
    /// Counted from 0: the step that ended with this report.
    public var step: Int
    public var accuracy: Double
    /// Hours of training until then, without validation.
    public var hours: Double

    public init(step: Int, accuracy: Double, hours: Double) {
      (self.step, self.accuracy, self.hours) = (step, accuracy, hours)
    }
  }

  /// In the order of steps.
  public let readings: [Reading]

  /// Keeps readings whose numbers are finite, by step; of two for one step the first.
  public init(_ readings: [Reading]) {
    var seen: Set<Int> = []
    self.readings =
      readings.filter {
        $0.step >= 0 && $0.accuracy.isFinite && $0.hours.isFinite && seen.insert($0.step).inserted
      }
      .sorted { $0.step < $1.step }
  }

  /// How much of a training of `total` steps is done with a step, which is counted from 0.
  public static func percent(step: Int, of total: Int) -> Double { 100 * Double(step + 1) / Double(total) }

  /// The accuracy and the hours when this many steps were done, between two readings in proportion, from accuracy 0 and 0
  /// hours before the first step. Nil after the last reading.
  ///
  /// - Parameter done: steps done, also a part of one; the step counted as 19 is done when 20 are.
  public func reading(done: Double) -> (accuracy: Double, hours: Double)? {
    var before = (done: 0.0, accuracy: 0.0, hours: 0.0)
    for reading in readings {
      let after = (done: Double(reading.step + 1), accuracy: reading.accuracy, hours: reading.hours)
      if after.done == done { return (after.accuracy, after.hours) }
      if after.done > done {
        let share = (done - before.done) / (after.done - before.done)
        return (
          before.accuracy + (after.accuracy - before.accuracy) * share,
          before.hours + (after.hours - before.hours) * share
        )
      }
      before = after
    }
    return nil
  }

  /// The accuracy at a percentage of a training of `total` steps; nil where the curve ends before.
  public func accuracy(atPercent percent: Double, of total: Int) -> Double? {
    reading(done: percent / 100 * Double(total))?.accuracy
  }
}
