import ArgumentParser
import SearchEngine

struct FrontVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "front",
    abstract: "Show the Pareto front of a search with several objectives.",
    discussion: """
      The front is every trial within the limits that no other beats in all objectives, best in the first one first.
      """)

  @Argument(help: "The search's name.") var name: String
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    let results = try SearchResults(search, in: store)
    let space = try StoredSearch(json: search.spec).space()
    print(TrialTable.text(try results.front(), of: results, in: space, format: format), terminator: "")
  }
}
