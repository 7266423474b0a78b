import Foundation
import LunasLua
import PlainJSON
import SearchEngine
import SearchSpace
import TrialStore

/// Trials as a table, as JSON and as CSV.
enum TrialTable {
  ///
  /// - Parameter results: those of the search that the trials are of.
  static func text(
    _ trials: [TrialRecord], of results: SearchResults, in space: SearchSpace, format: OutputFormat
  ) -> String {
    let documents = trials.map { TrialDocument.json($0, in: space, isWithinLimits: results.verdict(on: $0)) }
    switch format {
    case .json: return JSON.array(documents).text(nonFinite: .string, indent: 2) + "\n"
    case .csv:
      let keys = [
        "id", "state", "reward", "started", "ended", "attempt", "reason", "architecture", "metrics", "failure",
      ]
      return csv(documents, keys: keys)
    case .table:
      let metrics = results.goalMetrics
      let rows = trials.map { trial -> [String] in
        var cells = [String(trial.number), state(trial, results), trial.reward.map(Format.number) ?? "-"]
        cells += metrics.map { trial.metrics[$0].map(Format.number) ?? "-" }
        cells.append(
          trial.startedAt.flatMap { start in trial.endedAt.map { Format.number($0 - start) + " s" } } ?? "-")
        cells.append((try? space.architecture(text: trial.architecture)).map { space.table(of: $0).text } ?? "")
        return cells
      }
      return table([["trial", "state", "reward"] + metrics + ["time", "architecture"]] + rows)
    }
  }

  /// How it ended, with what is worth knowing of that.
  private static func state(_ trial: TrialRecord, _ results: SearchResults) -> String {
    if let failure = trial.failure, failure != .crashed { return "failed (\(failure.words))" }
    return results.verdict(on: trial) == false ? "outside the limits" : trial.state.rawValue
  }

  static func table(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, text in
        column == row.count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.count)
      }.joined(separator: "  ")
    }.joined(separator: "\n") + "\n"
  }

  /// Objects as lines, with a first line that names the members.
  ///
  /// - Parameter hasHead: whether that line is there: not where lines follow others.
  static func csv(_ documents: [JSON], keys: [String], hasHead: Bool = true) -> String {
    let rows = documents.map { document in keys.map { csv(document[$0] ?? .null) }.joined(separator: ",") }
    return ((hasHead ? [keys.joined(separator: ",")] : []) + rows).map { $0 + "\n" }.joined()
  }

  private static func csv(_ value: JSON) -> String {
    let text = value == .null ? "" : value.stringValue ?? value.text(nonFinite: .string)
    return text.contains { ",\"\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
