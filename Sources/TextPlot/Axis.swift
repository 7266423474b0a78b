/// One direction of a plot: its least and greatest value, and how values become positions.
struct Axis {
  let low: Double
  let high: Double
  let isWhole: Bool

  /// Beyond this the length of an axis could overflow.
  static let limit = 1e300

  /// Makes an axis from one value to another; where they are the same or all but the same, it reaches to both sides.
  init(from low: Double, to high: Double, isWhole: Bool = false) {
    let size = max(abs(low), abs(high))
    self.isWhole = isWhole
    if high - low > max(size * 1e-9, 1e-280) {
      (self.low, self.high) = (low, high)
    } else {
      let middle = low / 2 + high / 2
      let room = isWhole || size < 1e-280 ? 1 : size * 0.1
      (self.low, self.high) = (middle - room, middle + room)
    }
  }

  func ticks(_ count: Int) -> [Ticks.Tick] { Ticks(from: low, to: high, count: count, isWhole: isWhole).all }

  func contains(_ value: Double) -> Bool { value >= low && value <= high }

  /// Which of `count` positions a value of the axis has.
  func position(_ value: Double, of count: Int) -> Int {
    let share = (value - low) / (high - low)
    return Int((min(max(share, 0), 1) * Double(count - 1)).rounded())
  }
}

extension Axis {
  /// The part of a line between two points that lies within two axes, or nil.
  static func clip(
    _ start: TextPlot.Point, _ end: TextPlot.Point, x: Axis, y: Axis
  ) -> (TextPlot.Point, TextPlot.Point)? {
    // Where the line enters and leaves, as shares of its length.
    var (enter, leave) = (0.0, 1.0)
    for (from, to, axis) in [(start.x, end.x, x), (start.y, end.y, y)] {
      let length = to - from
      if length == 0 {
        if !axis.contains(from) { return nil }
        continue
      }
      let (low, high) = ((axis.low - from) / length, (axis.high - from) / length)
      enter = max(enter, min(low, high))
      leave = min(leave, max(low, high))
    }
    guard enter <= leave else { return nil }
    func point(_ share: Double) -> TextPlot.Point {
      .init(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
    }
    return (point(enter), point(leave))
  }
}
