import ArgumentParser
import Foundation
import SearchEngine
import TrialStore

struct PsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ps", abstract: "Show the trials that run and wait, what they use, and why they wait.",
    discussion: """
      It looks at the store, at the folders of the trials and at their processes, and changes nothing: also while another
      process runs the searches, and when none does.
      """)

  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @Flag(help: "Show them anew every second, until Ctrl-C.") var watch = false
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let opened = try Workspace(opening: workspace.workspace)
    var observer = WorkspaceObserver(opened, store: try workspace.reading())
    try Watching(watch, format).show { isFirst in text(try observer.look(), isFirst: isFirst) }
  }

  private func text(_ overview: WorkspaceOverview, isFirst: Bool) -> String {
    switch format {
    case .table: return ProcessesTable.text(overview)
    case .json: return overview.json.text(nonFinite: .string, indent: watch ? nil : 2) + "\n"
    case .csv:
      let keys = [
        "search", "id", "state", "attempt", "started", "seconds", "pid", "processes", "cores", "cpu",
        "cpu_seconds",
        "memory", "devices", "step", "metrics", "why",
      ]
      return TrialTable.csv(overview.trials.map(\.json), keys: keys, hasHead: isFirst)
    }
  }
}
