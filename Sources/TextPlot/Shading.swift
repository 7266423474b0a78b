/// The bands behind lines, and the marks on them.
enum Shading {
  /// What stands for a band in ASCII.
  static let plain: Character = "."
  /// How many marks a line has.
  static let marksOnLine = 6

  /// The value of a line through some points at a place between them, or nil outside.
  static func value(at x: Double, along points: [(x: Double, y: Double)]) -> Double? {
    guard let right = points.firstIndex(where: { $0.x >= x }) else { return nil }
    let end = points[right]
    guard right > 0 else { return end.x == x ? end.y : nil }
    let start = points[right - 1]
    guard end.x > start.x else { return end.y }
    return start.y + (end.y - start.y) * (x - start.x) / (end.x - start.x)
  }
}

extension TextPlot.Span {
  /// Whether there is a place for it.
  var isShowable: Bool { abs(x) <= Axis.limit && abs(low) <= Axis.limit && abs(high) <= Axis.limit }
}

extension Drawing {
  /// Draws every eighth dot of a band, or every other one where a character has but one.
  func shade(_ position: Int, on canvas: inout Canvas, _ x: Axis, _ y: Axis) {
    let spans = plot.series[position].band.filter(\.isShowable)
    guard !spans.isEmpty else { return }
    let (lows, highs) = (spans.map { (x: $0.x, y: $0.low) }, spans.map { (x: $0.x, y: $0.high) })
    let isCoarse = plot.glyphs == .ascii
    for column in 0..<canvas.dotColumns {
      let place = x.low + (x.high - x.low) * Double(column) / Double(max(1, canvas.dotColumns - 1))
      guard let low = Shading.value(at: place, along: lows), let high = Shading.value(at: place, along: highs),
        high >= y.low, low <= y.high
      else { continue }
      let top = canvas.dotRows - 1 - y.position(high, of: canvas.dotRows)
      let bottom = canvas.dotRows - 1 - y.position(low, of: canvas.dotRows)
      for row in top...max(top, bottom) {
        // Bands of two series that lie on each other have their dots in different places.
        let isDrawn =
          isCoarse
          ? (column + row) % 2 == 0
          : column % 2 == position % 2 && (row + 2 * (column / 2) + position / 2) % 4 == 0
        if isDrawn { canvas.dot(column, row, owner: plot.series.count + position) }
      }
    }
  }

  /// Puts marks on a line, beside those of the other lines.
  func markLine(_ position: Int, on canvas: inout Canvas, _ x: Axis, _ y: Axis) {
    let series = plot.series[position]
    guard case .line = series.style, let own = series.lineMark, let plain = series.plainLineMark else { return }
    let mark = plot.glyphs == .ascii ? plain : own
    let points = series.points.filter(\.isShowable).map { (x: $0.x, y: $0.y) }
    let share = (Double(position) + 0.5) / Double(plot.series.count)
    for number in 0..<Shading.marksOnLine {
      let place = x.low + (x.high - x.low) * (Double(number) + share) / Double(Shading.marksOnLine)
      guard let value = Shading.value(at: place, along: points), y.contains(value) else { continue }
      canvas.mark(
        x.position(place, of: canvas.dotColumns),
        canvas.dotRows - 1 - y.position(value, of: canvas.dotRows), mark, owner: position)
    }
  }
}
