import ArgumentParser
import LunasLua
import PlainJSON
import SearchEngine
import TrialStore

struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all that is known of one trial.")

  @Argument(help: "The search's name.") var name: String
  @Argument(help: "The trial's number.") var trial: Int
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    guard let found = try store.trial(search: search.id, number: trial) else {
      let count = try store.counts(search: search.id).values.reduce(0, +)
      throw CommandError.script(
        message: "the search '\(name)' has no trial \(trial); it has \(count)", traceback: nil)
    }
    let results = try SearchResults(search, in: store)
    let space = try StoredSearch(json: search.spec).space()
    let measured = try MeasureWords.measured(found.number, of: search.id, in: store)
    var document = TrialDocument.json(found, in: space, isWithinLimits: results.verdict(on: found))
    if !measured.isEmpty {
      document = .object(
        (document.objectValue ?? [:]).merging(["measured": .array(measured.map(\.document))]) { $1 })
    }
    switch format {
    case .json: print(document.text(nonFinite: .string, indent: 2))
    case .csv: print(TrialTable.text([found], of: results, in: space, format: .csv), terminator: "")
    case .table:
      let members = document.objectValue ?? [:]
      // What people look for first comes first, and what may have many lines last.
      let order = ["id", "state", "failure", "reward", "within_limits", "metrics", "architecture"]
      let keys =
        order.filter { members[$0] != nil }
        + members.keys.sorted().filter { !order.contains($0) && !["reason", "measured"].contains($0) }
      let rows = keys.map { key in [key, members[key].map { $0.stringValue ?? $0.text } ?? ""] }
      let folder = try Workspace(opening: workspace.workspace).trialFolder(search: search.name, number: trial)
      print(
        TrialTable.table(rows + measured.map { ["measured", $0.words] } + [["folder", folder]]), terminator: "")
      if let reason = found.reason { print("\n\(reason)") }
    }
  }
}
