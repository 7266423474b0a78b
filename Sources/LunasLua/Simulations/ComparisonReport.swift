import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import TextPlot

/// What came out of a comparison: as a table, a chart, JSON and CSV.
public struct ComparisonReport: LuaObject {
  let result: ComparedControllers

  /// Whether any controller completed any trial.
  public var hasCompleted: Bool { result.hasCompleted }
  /// What is wrong with what was compared, in words.
  public var warnings: [String] { result.warnings }

  public static let luaType = LuaObjectType(
    "ComparisonReport", "What came out of a comparison of controllers: printing it shows the table."
  ) {
    LuaProperty(
      "warnings", "What is wrong with it, in words: why trials have no reward, or a best that was surpassed."
    ) { (own: ComparisonReport) in own.result.warnings }
    LuaProperty("text", "The table as lines of text.") { (own: ComparisonReport) in own.luaText }
    LuaFunction(
      "rows", "One table for each controller.", LuaParameter<ComparisonReport>("self", "the report"),
      returns: LuaResult<[JSON]>("the rows", stub: "ComparedController[]")
    ) { $0.rows }
    LuaFunction(
      "plot", "Draws the curves with their intervals.", LuaParameter<ComparisonReport>("self", "the report"),
      LuaParameter<PlotOptions>("options", "how large"), returns: LuaResult<LuaPlot>("the chart")
    ) { own, options in
      let plot = own.plot(
        width: options.width, height: options.height, glyphs: try options.checkedGlyphs(),
        isColoured: options.colour)
      return LuaPlot(text: String(plot.dropLast()))
    }
    LuaFunction(
      "to_json", "Everything as JSON, as lunas compare --format json prints it.",
      LuaParameter<ComparisonReport>("self", "the report"), returns: LuaResult<String>("the text")
    ) { $0.json.text(indent: 2) }
  }

  static let rowRecord = LuaRecordType(
    "ComparedController", "How one controller of a comparison did.",
    fields: [
      .init("name", "its name and settings", "string"),
      .init(
        "checkpoints", "the mean after 10, 25, 50 and 100 % of the trials, with its 95 % interval",
        "{ trials: integer, mean: number, low: number, high: number }[]"),
      .init(
        "curve", "the same along the trials", "{ trials: integer, mean: number, low: number, high: number }[]"),
      .init(
        "median_trials", "in how many trials half of the searches were within the tolerance of the best", "number?"
      ),
      .init("reached", "how many searches were", "integer"),
      .init("elapsed", "virtual seconds of a search, in the mean", "number"),
      .init("completed", "trials of a search with a reward, in the mean", "number"),
      .init("failed", "trials of a search that failed, in the mean", "number"),
      .init("infeasible", "trials of a search whose architecture could not be trained, in the mean", "number"),
      .init("failures", "both together", "number"),
      .init("problem", "what kept nearly all trials from a reward within the limits", "string?"),
    ])

  public var luaText: String { String(table.dropLast()) }

  // MARK: The table

  /// The table, line by line, with a line break at the end.
  public var table: String {
    let checkpoints = result.checkpoints
    var rows = [["controller"] + checkpoints.map { "after \($0)" }]
    rows[0] += result.reference == nil ? [] : ["to \(goal)", "reached"]
    rows[0] += ["time", "failed", "infeasible"]
    for entry in result.entries {
      var row = [entry.name] + checkpoints.map { text(entry.estimate(after: $0)) }
      if result.reference != nil {
        row.append(entry.medianTrials.map(Self.number) ?? "> \(result.trials)")
        row.append("\(entry.reachedCount)/\(result.seeds)")
      }
      rows.append(
        row + [Span.text(entry.elapsed), Self.number(entry.failed), Self.number(entry.infeasible)])
    }
    let warnings = result.warnings.map { "warning: \($0)\n" }.joined()
    return heading + "\n\n" + Self.aligned(rows) + (warnings.isEmpty ? "" : "\n" + warnings)
  }

  private var heading: String {
    let what =
      result.best.map { "regret of \(result.reward) (the best is \(Self.number($0)))" }
      ?? "best \(result.reward) so far"
    let searches = "mean of \(result.seeds) search\(result.seeds == 1 ? "" : "es")"
    let parallel = result.parallel > 1 ? ", \(result.parallel) at once" : ""
    return "\(what), \(searches) of \(result.trials) trials\(parallel), \u{B1} half of its 95 % interval"
  }

  /// What counts as reached.
  private var goal: String {
    let tolerance = Self.number(result.tolerance)
    return result.best == nil ? "within \(tolerance) of the best found" : "within \(tolerance)"
  }

  private func text(_ estimate: Estimate?) -> String {
    guard let estimate else { return "-" }
    let numbers = [estimate.mean, (estimate.high - estimate.low) / 2].map { String(format: "%.\(decimals)f", $0) }
    return numbers.joined(separator: " ±")
  }

  /// As many as the uncertainty leaves two digits to, for the whole table, whose numbers are to be compared.
  private var decimals: Int {
    let widths = result.entries.flatMap { entry in
      result.checkpoints.compactMap { entry.estimate(after: $0).map { ($0.high - $0.low) / 2 } }
    }.filter { $0 > 0 }.sorted()
    guard let width = widths.isEmpty ? nil : widths[widths.count / 2] else { return 3 }
    return min(max(0, Int((1 - log10(width)).rounded(.up))), 9)
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }

  private static func aligned(_ rows: [[String]]) -> String {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let padded = zip(row, widths).dropLast().map { $0 + String(repeating: " ", count: $1 - $0.count) + "  " }
      return padded.joined() + (row.last ?? "") + "\n"
    }.joined()
  }

  // MARK: The chart

  /// What tells lines apart without colours.
  private static let marks: [Character] = ["●", "■", "▲", "◆", "○", "□", "△", "◇"]

  /// The chart, line by line, with a line break at the end.
  ///
  /// It begins at a twentieth of the trials: the first few are worth so little that the rest would be a line at the foot.
  public func plot(width: Int, height: Int, glyphs: Glyphs, isColoured: Bool) -> String {
    var plot = TextPlot(
      title: "mean of \(result.seeds) search\(result.seeds == 1 ? "" : "es"), with 95 % intervals",
      xLabel: "trials",
      yLabel: result.isRegret ? "regret" : result.reward)
    (plot.width, plot.height, plot.glyphs, plot.isColoured) = (width, height, glyphs, isColoured)
    plot.xIsWhole = true
    let start = max(1, result.trials / 20)
    plot.xBounds = Double(start)...Double(max(start + 1, result.trials))
    plot.series = result.entries.enumerated().map { position, entry in
      let curve = entry.curve.filter { $0.trials >= start }
      var series = TextPlot.Series(
        entry.name, curve.map { .init(Double($0.trials), $0.estimate.mean) }, .line)
      series.band = curve.map { .init(Double($0.trials), from: $0.estimate.low, to: $0.estimate.high) }
      if result.entries.count > 1 { series.lineMark = Self.marks[position % Self.marks.count] }
      return series
    }
    return plot.text()
  }

  // MARK: Data

  var rows: [JSON] {
    result.entries.map { entry in
      var members: [String: JSON] = [
        "name": .string(entry.name), "reached": .integer(entry.reachedCount), "elapsed": .number(entry.elapsed),
        "completed": .number(entry.completed), "failed": .number(entry.failed),
        "infeasible": .number(entry.infeasible), "failures": .number(entry.failed + entry.infeasible),
        "curve": .array(entry.curve.map { Self.point($0.trials, $0.estimate) }),
        "checkpoints": .array(
          result.checkpoints.compactMap { trials in
            entry.estimate(after: trials).map { Self.point(trials, $0) }
          }),
      ]
      members["median_trials"] = entry.medianTrials.map { .number($0) }
      members["problem"] = entry.problem.map { .string($0) }
      return .object(members)
    }
  }

  /// Everything. Its members are told in the README; new ones may come, none will go.
  public var json: JSON {
    [
      "reward": .string(result.reward), "measure": result.isRegret ? "regret" : "best_so_far",
      "best": result.best.map { .number($0) } ?? .null, "reference": result.reference.map { .number($0) } ?? .null,
      "within": .number(result.tolerance), "trials": .integer(result.trials),
      "parallel": .integer(result.parallel),
      "seeds": .integer(result.seeds), "confidence": 0.95,
      "warnings": .array(result.warnings.map { .string($0) }),
      "controllers": .array(
        rows.map { row in
          guard case .object(var members) = row else { return row }
          for key in ["median_trials", "problem"] where members[key] == nil { members[key] = .null }
          return .object(members)
        }),
    ]
  }

  /// The curves: a line for each controller and number of trials.
  public var csv: [JSON] {
    result.entries.flatMap { entry in
      entry.curve.map { point in
        guard case .object(var members) = Self.point(point.trials, point.estimate) else { return .null }
        members["controller"] = .string(entry.name)
        return .object(members)
      }
    }
  }

  /// The columns of ``csv``.
  public static let csvColumns = ["controller", "trials", "mean", "low", "high"]

  private static func point(_ trials: Int, _ estimate: Estimate) -> JSON {
    [
      "trials": .integer(trials), "mean": .number(estimate.mean), "low": .number(estimate.low),
      "high": .number(estimate.high),
    ]
  }
}
