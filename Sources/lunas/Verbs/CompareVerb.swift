import ArgumentParser
import LuaHost
import LunasLua
import PlainJSON
import TextPlot

struct CompareVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Run the comparison of controllers that a file returns, in memory, and show its curves.",
    discussion:
      "What is compared is the reward, also where there are objectives. The searches are simulated: nothing is trained and no workspace is touched."
  )

  @Argument(help: "A Lua file that returns nas.compare { ... }.") var file: String
  @Option(help: "Searches of each controller, instead of what the file says.") var seeds: Int?
  @Option(help: "Trials of each search, instead of what the file says.") var trials: Int?
  @Option(help: "Trials at once, instead of what the file says.") var parallel: Int?
  @Option(help: "The first seed, instead of what the file says.") var seed: UInt64?
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @Flag(inversion: .prefixedNo, help: "Whether the table is followed by a chart.") var plot = true
  @Option(help: "Columns of the chart.") var width: Int = 78
  @Option(help: "Rows of the chart.") var height: Int = 16
  @Option(help: "What the chart is drawn with: braille, blocks or ascii.") var glyphs: Glyphs = .braille

  func validate() throws {
    for (option, value) in [("--seeds", seeds), ("--trials", trials), ("--parallel", parallel)] {
      if let value, value < 1 { throw ValidationError("\(option) must be at least 1, got \(value)") }
    }
    for (option, value, range) in [("--width", width, 20...1000), ("--height", height, 3...300)]
    where !range.contains(value) {
      throw ValidationError("\(option) must be \(range.lowerBound) to \(range.upperBound), got \(value)")
    }
  }

  func run() async throws {
    let own = self
    let overrides = LunasContext.Overrides(maxTrials: trials, parallel: parallel, seed: seed, seeds: seeds)
    try await ScriptRun(path: file, overrides: overrides).run { lua, results in
      guard let result = results.first,
        let comparison = try? await lua.withStack({ stack -> LuaComparison in
          stack.push(result)
          return try stack.peek(LuaComparison.self, at: -1)
        })
      else {
        throw CommandError.noComparison(file: own.file, got: results.first.map { "a \($0.typeName)" } ?? "nothing")
      }
      let report = try await comparison.run { done, total in
        if Terminal.isInteractive { Terminal.write("\r\u{1B}[Ksearch \(done) of \(total)") }
      }
      if Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
      print(own.text(report), terminator: "")
      // The table shows them itself; data goes to programs.
      if own.format != .table {
        for warning in report.warnings { Terminal.write("lunas: warning: \(warning)\n") }
      }
      if !report.hasCompleted { throw CommandError.nothingCompleted }
    }
  }

  private func text(_ report: ComparisonReport) -> String {
    switch format {
    case .json: return report.json.text(indent: 2) + "\n"
    case .csv: return TrialTable.csv(report.csv, keys: ComparisonReport.csvColumns)
    case .table:
      guard plot else { return report.table }
      let chart = report.plot(width: width, height: height, glyphs: glyphs, isColoured: Terminal.showsColours)
      return report.table + "\n" + chart
    }
  }
}

extension Glyphs: ExpressibleByArgument {}
