import LuaHost
import SearchEngine
import TextPlot

/// A chart in Lua; its text is the chart.
struct LuaPlot: LuaObject {
  let text: String

  static let luaType = LuaObjectType("Plot", "A chart for a terminal: printing it shows it.") {
    LuaProperty("text", "The chart as lines of text.") { (own: LuaPlot) in own.text }
  }

  var luaText: String { text }
}

/// What `search:plot` takes.
struct PlotOptions: LuaOptions {
  var kind = "reward"
  var width = 72
  var height = 12
  var glyphs = "braille"
  var colour = false
  static let fields = [
    LuaField("kind", "what to plot: 'reward' by trial", \PlotOptions.kind),
    LuaField("width", "columns of the whole chart, 20 to 1000", \PlotOptions.width),
    LuaField("height", "rows of the drawing, 3 to 300", \PlotOptions.height),
    LuaField("glyphs", "what it is drawn with: 'braille', 'blocks' or 'ascii'", \PlotOptions.glyphs),
    LuaField("colour", "whether to colour it for a terminal", \PlotOptions.colour),
  ]

  func checkedGlyphs() throws -> Glyphs {
    guard kind == "reward" else {
      throw LuaConversionError(expected: "'reward'", got: "'\(kind)'", path: ["kind"])
    }
    for (key, value, range) in [("width", width, 20...1000), ("height", height, 3...300)]
    where !range.contains(value) {
      throw LuaConversionError(
        expected: "\(range.lowerBound) to \(range.upperBound)", got: "\(value)", path: [key])
    }
    guard let glyphs = Glyphs(rawValue: glyphs) else {
      throw LuaConversionError(expected: "'braille', 'blocks' or 'ascii'", got: "'\(glyphs)'", path: ["glyphs"])
    }
    return glyphs
  }
}

extension LuaSearch {
  /// The chart of the search so far.
  func plot(_ options: PlotOptions) throws -> LuaPlot {
    let glyphs = try options.checkedGlyphs()
    let store = try context.environment().store
    let results = try record().map { try SearchResults($0, in: store) }
    var plot = RewardPlot.plot(
      try results?.trials() ?? [], title: name, width: options.width, height: options.height
    ) { results?.verdict(on: $0) == false }
    (plot.glyphs, plot.isColoured) = (glyphs, options.colour)
    // Whoever prints it adds the line break.
    return LuaPlot(text: String(plot.text().dropLast()))
  }
}
