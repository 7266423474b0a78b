import DataSplit
import LuaHost
import TextPlot

/// What `split:plot` takes.
struct SplitPlotOptions: LuaOptions {
  var width = 72
  var classes = 12
  var ascii = false
  static let fields = [
    LuaField("width", "columns of the whole chart, 40 to 1000", \SplitPlotOptions.width),
    LuaField("classes", "how many classes are shown, the largest first", \SplitPlotOptions.classes),
    LuaField("ascii", "whether to draw with ASCII alone", \SplitPlotOptions.ascii),
  ]
}

extension LuaSplit {
  /// The shares of classes, or of ranges of numbers, in all parts: bars of one length mean parts that are alike.
  func plot(_ options: SplitPlotOptions) throws -> String {
    for (key, value, range) in [("width", options.width, 40...1000), ("classes", options.classes, 1...1_000_000)]
    where !range.contains(value) {
      throw LuaConversionError(
        expected: "\(range.lowerBound) to \(range.upperBound)", got: "\(value)", path: [key])
    }
    let histogram = split.report.histogram
    guard !histogram.labels.isEmpty else {
      throw BindingError("the split has no labels to draw; give nas.split the key 'label'")
    }
    let totals = histogram.labels.indices.map { index in
      histogram.parts.first { $0.name == "stage2.train" }?.counts[index] ?? 0
    }
    // Ranges of numbers stay in their order.
    let isNumber = split.document["classes"] == nil && histogram.labels.allSatisfy { $0.contains(" to ") }
    var shown = Array(histogram.labels.indices)
    if !isNumber { shown.sort { (-totals[$0], $0) < (-totals[$1], $1) } }
    shown = Array(shown.prefix(options.classes))
    var chart = BarChart(title: "share of each class in each part, with the number of items")
    (chart.width, chart.isASCII) = (options.width, options.ascii)
    chart.groups = shown.map { index in
      BarChart.Group(
        histogram.labels[index],
        bars: histogram.parts.map { part in
          let sum = part.counts.reduce(0, +)
          return BarChart.Bar(
            part.name, sum == 0 ? 0 : Double(part.counts[index]) / Double(sum), label: String(part.counts[index]))
        })
    }
    let left = histogram.labels.count - shown.count
    let more = isNumber ? "range\(left == 1 ? "" : "s")" : "smaller class\(left == 1 ? "" : "es")"
    // Whoever prints it adds the line break.
    return chart.text().dropLast() + (left > 0 ? "\nand \(left) \(more)" : "")
  }
}
