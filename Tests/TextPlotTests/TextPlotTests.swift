import Testing

@testable import TextPlot

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0, 1.0, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0.905, 0.945, 4, ["0.91", "0.92", "0.93", "0.94"]),
    (-3, 12, 3, ["0", "5", "10"]),
    (0, 100_000, 2, ["0", "50000", "100000"]),
    (0, 3e9, 3, ["0", "1e9", "2e9", "3e9"]),
    (0, 3e-7, 3, ["0", "1e-7", "2e-7", "3e-7"]),
  ])
  func `ticks are one, two or five times a power of ten apart`(
    low: Double, high: Double, count: Int, labels: [String]
  ) {
    #expect(Ticks(from: low, to: high, count: count).all.map(\.label) == labels)
  }

  @Test func `there are always two ticks, and each lies within the axis`() {
    var bounds: [(Double, Double)] = []
    for exponent in stride(from: -12, through: 12, by: 3) {
      let power =
        exponent < 0 ? 1 / Step(digit: 1, exponent: -exponent).value : Step(digit: 1, exponent: exponent).value
      for low in [-7.3, 0, 0.11, 3.9] { bounds.append((low * power, (low + 0.77) * power)) }
    }
    for (low, high) in bounds {
      for count in 1...12 {
        let ticks = Ticks(from: low, to: high, count: count).all
        #expect(ticks.count >= 2 && Set(ticks.map(\.label)).count == ticks.count)
        for tick in ticks {
          #expect(tick.value >= low - (high - low) * 1e-6 && tick.value <= high + (high - low) * 1e-6)
          #expect(abs((Double(tick.label) ?? .nan) - tick.value) <= abs(tick.value) * 1e-12)
        }
      }
    }
  }

  @Test func `an axis that counts has whole ticks`() {
    #expect(Ticks(from: 1, to: 4, count: 10, isWhole: true).all.map(\.label) == ["1", "2", "3", "4"])
    #expect(Ticks(from: 0, to: 2, count: 10, isWhole: true).all.map(\.label) == ["0", "1", "2"])
  }
}

@Suite(.timeLimit(.minutes(5))) struct TextPlotTests {
  private func plot(_ series: TextPlot.Series..., glyphs: Glyphs = .braille) -> TextPlot {
    var plot = TextPlot()
    plot.series = series
    (plot.width, plot.height, plot.glyphs) = (30, 5, glyphs)
    return plot
  }

  private func points(_ values: Double...) -> [TextPlot.Point] {
    values.enumerated().map { .init(Double($0.offset), $0.element) }
  }

  @Test func `a plot has a title, axes with ticks, labels and a legend`() {
    var plot = plot(
      .init("a line", points(0, 1, 2, 3, 4), .line), .init("a mark", [.init(0, 4)], .marks("×")), glyphs: .ascii)
    (plot.title, plot.xLabel, plot.yLabel) = ("title", "x", "y")
    #expect(
      plot.text() == """
                      title
        y
        4 +x                      ----
          |                 ------
        2 +          -------
          |    ------
        0 +----
          ++------------+------------+
           0            2            4
                        x
          - a line   x a mark

        """)
  }

  @Test(arguments: Glyphs.allCases)
  func `corners of the data are corners of the drawing`(glyphs: Glyphs) {
    let corners = [TextPlot.Point(0, 0), .init(0, 10), .init(10, 0), .init(10, 10)]
    let lines = plot(.init("corners", corners), glyphs: glyphs).text().split(separator: "\n")
    let expected: [Glyphs: (String, String)] = [
      .braille: ("⠁⠈", "⡀⢀"), .blocks: ("▘▝", "▖▗"), .ascii: ("..", ".."),
    ]
    func ends(_ line: Substring) -> String {
      String(line.drop { !"┤│+|".contains($0) }.dropFirst().filter { $0 != " " })
    }
    #expect(ends(lines[0]) == expected[glyphs]?.0 && ends(lines[4]) == expected[glyphs]?.1)
    #expect(lines[0].count == 30)
  }

  @Test func `a line has no gap, and a value that is not finite makes one and is counted`() {
    let whole = plot(.init("l", points(1, 1, 1, 1, 1), .line)).text()
    let strokes = whole.split(separator: "\n").map { line in line.count { "⠒⠤⣀⠉".contains($0) } }
    #expect(strokes.max() ?? 0 > 20)
    let broken = plot(.init("l", points(1, .nan, .infinity, 1, 1e305), .line)).text()
    #expect(broken.contains("l (3 not finite and not shown)"))
  }

  @Test func `nothing to show is said`() {
    #expect(plot().text() == "no points to show\n")
    #expect(plot(.init("a", points(.nan))).text() == "no points to show\n  ⠂ a (1 not finite and not shown)\n")
  }

  @Test(arguments: [0, 1, -5, 0.9731, 1e-290, 1e299, -1e299, .leastNonzeroMagnitude])
  func `one point and a constant series are shown`(value: Double) {
    for values in [[value], [value, value, value]] {
      let series = TextPlot.Series(
        "v", values.enumerated().map { .init(Double($0.offset), $0.element) }, .marks("o"))
      let lines = plot(series).text().split(separator: "\n").dropLast()
      let marks = lines.joined().count { $0 == "o" }
      #expect(marks == values.count)
      #expect(lines.allSatisfy { $0.count <= 32 })
    }
  }

  @Test func `bounds clip lines and count what is outside`() {
    var plot = plot(.init("l", [.init(0, -100), .init(10, 100)], .line), .init("m", [.init(5, 50)], .marks("o")))
    plot.yBounds = -10...10
    let text = plot.text()
    #expect(text.contains("l (2 outside the bounds)") && text.contains("m (1 outside the bounds)"))
    #expect(text.contains("10 ┤") && text.contains("-10 ┤") && !text.dropLast(60).contains("o"))
  }

  @Test func `colour is only there when asked for`() {
    var plot = plot(.init("a", points(1, 2)), .init("b", points(2, 1)))
    #expect(!plot.text().contains("\u{1B}"))
    plot.isColoured = true
    #expect(plot.text().contains("\u{1B}[36m⠂\u{1B}[0m a") && plot.text().contains("\u{1B}[33m⠂\u{1B}[0m b"))
  }

  @Test func `a hundred thousand points are drawn at once`() {
    let noise = (0..<100_000).map { TextPlot.Point(Double($0), Double($0 * 7919 % 10007)) }
    for style in [TextPlot.Style.dots, .line, .marks("•")] {
      let text = plot(.init("noise", noise, style)).text()
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 30 })
    }
  }

  @Test func `a tiny plot is still a plot`() {
    var plot = plot(.init("a", points(123_456, 2_345_678)))
    (plot.width, plot.height) = (1, 1)
    #expect(plot.text().split(separator: "\n").count >= 5)
  }

  @Test func `lines are told apart by marks, and their bands lie behind them`() {
    var series = TextPlot.Series("a", points(2, 2, 2), .line)
    series.band = [.init(0, from: 1, to: 3), .init(1, from: 1, to: 3), .init(2, from: 2, to: 2)]
    series.lineMark = "●"
    var plot = plot(series, glyphs: .ascii)
    let ascii = plot.text().split(separator: "\n")
    // The axis reaches as far as the band, which narrows to the right.
    #expect(ascii[0].hasPrefix("3 +. . ."))
    #expect(ascii[2] == "2 +--o----o---o---o----o---o--" && ascii.last == "  o a")
    #expect(ascii[4].hasPrefix("1 +. . .") && ascii[4].count < 25)
    plot.glyphs = .braille
    let braille = plot.text().split(separator: "\n")
    #expect(braille.last == "  ● a" && braille[2].count { $0 == "●" } == 6)
    // The line's own dots stand alone in their characters.
    #expect(braille[2].dropFirst(3).allSatisfy { "●⠒⠤⠉⣀".contains($0) }, "\(braille[2])")
    plot.isColoured = true
    let coloured = plot.text()
    #expect(coloured.contains("\u{1B}[36m") && !coloured.contains("\u{1B}[33m"))
  }

  @Test func `a band that cannot be shown, or lies outside the bounds, is left out`() {
    var series = TextPlot.Series("a", points(2, 2, 2), .line)
    series.band = [.init(0, from: -.infinity, to: 3), .init(1, from: .nan, to: 3)]
    #expect(plot(series, glyphs: .ascii).text() == plot(.init("a", points(2, 2, 2), .line), glyphs: .ascii).text())
    series.band = [.init(0, from: 50, to: 60), .init(2, from: 50, to: 60)]
    var bounded = plot(series, glyphs: .ascii)
    bounded.yBounds = 1...3
    #expect(!bounded.text().split(separator: "\n").prefix(5).contains { $0.dropFirst(5).contains(".") })
  }
}
