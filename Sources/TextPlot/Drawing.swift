/// The text of a plot while it is put together.
struct Drawing {
  let plot: TextPlot
  private(set) var lines: [String] = []
  /// Points of each series without a place, and outside the bounds.
  private var skipped: [Int]
  private var outside: [Int]

  private static let colours = [36, 33, 31, 32, 35, 34]
  private static let (minimumWidth, minimumHeight) = (20, 3)

  init(_ plot: TextPlot) {
    self.plot = plot
    skipped = plot.series.map { $0.points.count { !$0.isShowable } }
    outside = plot.series.map { _ in 0 }
    draw()
  }

  private mutating func draw() {
    let height = max(Self.minimumHeight, plot.height)
    guard let x = axis(\.x, plot.xBounds, isWhole: plot.xIsWhole), let y = axis(\.y, plot.yBounds) else {
      if !plot.title.isEmpty { lines.append(plot.title) }
      lines.append("no points to show")
      addLegend()
      return
    }
    // A tick needs a row for itself and some air; y labels are known before the width that they leave.
    let yTicks = y.ticks(max(2, min(height / 3, 8)))
    let labelWidth = yTicks.map(\.label.count).max() ?? 0
    let columns = max(Self.minimumWidth, plot.width) - labelWidth - 2
    var canvas = Canvas(columns: max(8, columns), rows: height, glyphs: plot.glyphs)
    canvas.firstBehind = plot.series.count
    for position in plot.series.indices { shade(position, on: &canvas, x, y) }
    for position in plot.series.indices { draw(position, on: &canvas, x, y) }
    for position in plot.series.indices { markLine(position, on: &canvas, x, y) }

    let margin = String(repeating: " ", count: labelWidth + 2)
    if !plot.title.isEmpty {
      lines.append(margin + Self.pad(max(0, (canvas.columns - plot.title.count) / 2)) + plot.title)
    }
    if !plot.yLabel.isEmpty { lines.append(Self.pad(max(0, labelWidth - plot.yLabel.count)) + plot.yLabel) }
    addRows(of: canvas, yTicks.map { (height - 1 - y.position($0.value, of: height), $0.label) }, labelWidth)
    addXAxis(x, columns: canvas.columns, labelWidth: labelWidth)
    if !plot.xLabel.isEmpty {
      lines.append(margin + Self.pad(max(0, (canvas.columns - plot.xLabel.count) / 2)) + plot.xLabel)
    }
    addLegend()
  }

  /// The axis that shows every point, or what the caller wants to see; nil where there is nothing.
  private func axis(
    _ value: KeyPath<TextPlot.Point, Double>, _ bounds: ClosedRange<Double>?, isWhole: Bool = false
  ) -> Axis? {
    var (low, high, any) = (Double.infinity, -Double.infinity, false)
    for series in plot.series {
      for point in series.points where point.isShowable {
        any = true
        low = min(low, point[keyPath: value])
        high = max(high, point[keyPath: value])
      }
      // Bands reach further up and down than their points, and nowhere else.
      for span in series.band where value == \.y && span.isShowable {
        low = min(low, span.low)
        high = max(high, span.high)
      }
    }
    guard any else { return nil }
    if let bounds, abs(bounds.lowerBound) <= Axis.limit, abs(bounds.upperBound) <= Axis.limit {
      return Axis(from: bounds.lowerBound, to: bounds.upperBound, isWhole: isWhole)
    }
    return Axis(from: low, to: high, isWhole: isWhole)
  }

  // MARK: The series

  private mutating func draw(_ position: Int, on canvas: inout Canvas, _ x: Axis, _ y: Axis) {
    let series = plot.series[position]
    let symbol = series.symbol(plot.glyphs)
    let (across, down) = (canvas.dotColumns, canvas.dotRows)
    func place(_ point: TextPlot.Point) -> (x: Int, y: Int) {
      (x.position(point.x, of: across), down - 1 - y.position(point.y, of: down))
    }
    var previous: TextPlot.Point?
    for point in series.points {
      guard point.isShowable else {
        previous = nil
        continue
      }
      let isInside = x.contains(point.x) && y.contains(point.y)
      if !isInside { outside[position] += 1 }
      switch series.style {
      case .dots, .marks:
        guard isInside else { continue }
        let place = place(point)
        if case .dots = series.style {
          canvas.dot(place.x, place.y, owner: position)
        } else {
          canvas.mark(place.x, place.y, symbol, owner: position)
        }
      case .line:
        if let (start, end) = Axis.clip(previous ?? point, point, x: x, y: y) {
          canvas.line(from: place(start), to: place(end), owner: position)
        }
        previous = point
      }
    }
  }

  // MARK: The frame

  private mutating func addRows(of canvas: Canvas, _ ticks: [(row: Int, label: String)], _ labelWidth: Int) {
    let frame = plot.glyphs.frame
    let plain = plot.series.map(\.plain) + plot.series.map { _ in Shading.plain }
    let labels = Dictionary(ticks) { first, _ in first }
    for row in 0..<canvas.rows {
      let label = labels[row]
      let edge = label == nil ? frame.vertical : frame.verticalTick
      let start = Self.pad(labelWidth - (label?.count ?? 0)) + (label ?? "") + " " + String(edge)
      lines.append(start + coloured(canvas.row(row, plain: plain)))
    }
  }

  private mutating func addXAxis(_ axis: Axis, columns: Int, labelWidth: Int) {
    let frame = plot.glyphs.frame
    var edge = Array(repeating: frame.horizontal, count: columns)
    var labels = Array(repeating: Character(" "), count: columns)
    var free = 0
    let ticks = axis.ticks(max(2, columns / 10))
    for tick in ticks {
      let column = axis.position(tick.value, of: columns)
      let start = min(max(0, column - (tick.label.count - 1) / 2), columns - tick.label.count)
      // A label that would run into the one before it is left out, and its tick with it.
      guard start >= free else { continue }
      edge[column] = frame.horizontalTick
      labels.replaceSubrange(start..<start + tick.label.count, with: tick.label)
      free = start + tick.label.count + 1
    }
    lines.append(Self.pad(labelWidth + 1) + String(frame.corner) + String(edge))
    while labels.last == " " { labels.removeLast() }
    lines.append(Self.pad(labelWidth + 2) + String(labels))
  }

  // MARK: The legend

  private mutating func addLegend() {
    var line = ""
    var length = 0
    for (position, series) in plot.series.enumerated() {
      let words = " \(series.name)\(remark(skipped[position], outside[position]))"
      let symbol = coloured([(series.symbol(plot.glyphs), position)])
      if length > 0, length + 3 + 1 + words.count > plot.width {
        lines.append(line)
        (line, length) = ("", 0)
      }
      let gap = length == 0 ? "  " : "   "
      line += gap + symbol + words
      length += gap.count + 1 + words.count
    }
    if !line.isEmpty { lines.append(line) }
  }

  /// Nothing that was given is left out in silence.
  private func remark(_ skipped: Int, _ outside: Int) -> String {
    var remarks: [String] = []
    if skipped > 0 { remarks.append("\(skipped) not finite and not shown") }
    if outside > 0 { remarks.append("\(outside) outside the bounds") }
    return remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
  }

  // MARK: Small parts

  private func coloured(_ cells: [(character: Character, owner: Int?)]) -> String {
    var text = ""
    var current: Int?
    for cell in cells {
      // A blank needs no colour of its own.
      if plot.isColoured, cell.character != " ", cell.owner != current {
        current = cell.owner
        // Bands have the colours of their series.
        let series = (cell.owner ?? 0) % plot.series.count
        text += "\u{1B}[\(Self.colours[series % Self.colours.count])m"
      }
      text.append(cell.character)
    }
    return text + (current == nil ? "" : "\u{1B}[0m")
  }

  private static func pad(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
