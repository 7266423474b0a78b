/// A plot for a terminal: series of points and lines between two axes, as text.
///
/// ```swift
/// var plot = TextPlot(title: "digits")
/// plot.series = [.init("reward", [.init(1, 0.5), .init(2, 0.7)], .marks("•"))]
/// print(plot.text())
/// ```
public struct TextPlot: Sendable {
  /// A place in the plot.
  public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double

    /// Makes a point.
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// How a series is drawn.
  public enum Style: Sendable {
    /// A dot for each point, several to a character: right for many points.
    case dots
    /// Lines from point to point; a point that cannot be shown leaves a gap.
    case line
    /// A character for each point: right for few points. In ASCII `×` becomes `x`, and any
    /// character that has no like in ASCII `*`.
    case marks(Character)
  }

  /// How far values reach around a place of a series.
  public struct Span: Sendable, Equatable {
    public var x: Double
    public var low: Double
    public var high: Double

    /// Makes a span.
    public init(_ x: Double, from low: Double, to high: Double) {
      self.x = x
      self.low = low
      self.high = high
    }
  }

  /// Points that belong together.
  public struct Series: Sendable {
    public var name: String
    public var points: [Point]
    public var style: Style
    /// Spans in the order of x, shaded lightly behind every line: the uncertainty of the points.
    public var band: [Span] = []
    /// A character that stands on a line here and there, so that lines are told apart without colours.
    public var lineMark: Character?

    /// Makes a series; the name stands in the legend.
    public init(_ name: String, _ points: [Point], _ style: Style = .dots) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  /// Later series are drawn over earlier ones.
  public var series: [Series] = []
  /// Columns of the whole text; what is too little to draw in is raised.
  public var width = 72
  /// Rows of the drawing alone.
  public var height = 16
  /// The values that the axes show; nil for what the points need. Points outside are counted in the legend.
  public var xBounds: ClosedRange<Double>?
  public var yBounds: ClosedRange<Double>?
  /// Whether x counts something: its ticks are then whole numbers.
  public var xIsWhole = false
  public var glyphs = Glyphs.braille
  /// Whether series are told apart by ANSI colours too.
  public var isColoured = false

  /// Makes a plot without series.
  public init(title: String = "", xLabel: String = "", yLabel: String = "") {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
  }

  /// The plot, line by line, with a line break at the end.
  public func text() -> String { Drawing(self).lines.joined(separator: "\n") + "\n" }
}

extension TextPlot.Point {
  /// Whether there is a place for it: NaN, the infinities and what is as good as infinite have none.
  var isShowable: Bool { abs(x) <= Axis.limit && abs(y) <= Axis.limit }
}

extension TextPlot.Series {
  /// What stands for it in ASCII.
  var plain: Character {
    switch style {
    case .dots: "."
    case .line: "-"
    case .marks(let mark): Self.plain(mark)
    }
  }

  /// What stands for a mark of its line in ASCII.
  var plainLineMark: Character? { lineMark.map(Self.plain) }

  private static func plain(_ mark: Character) -> Character { mark.isASCII ? mark : substitutes[mark] ?? "*" }

  private static let substitutes: [Character: Character] = [
    "×": "x", "●": "o", "■": "#", "▲": "^", "◆": "%", "○": "O", "□": "D", "△": "A", "◇": "V",
  ]

  /// What stands for it in the legend, and for a mark in the drawing.
  func symbol(_ glyphs: Glyphs) -> Character {
    if case .line = style, let lineMark { return glyphs == .ascii ? Self.plain(lineMark) : lineMark }
    return switch (style, glyphs) {
    case (_, .ascii): plain
    case (.marks(let mark), _): mark
    case (.dots, .braille): "⠂"
    case (.dots, _): "▘"
    case (.line, .braille): "⠒"
    case (.line, _): "▀"
    }
  }
}
