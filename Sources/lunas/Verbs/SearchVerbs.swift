import ArgumentParser
import Foundation
import LunasLua
import SearchEngine
import TrialStore

/// Where a verb works.
struct WorkspaceOption: ParsableArguments {
  @Option(name: .long, help: "The folder that holds the searches.") var workspace: String = Workspaces.standard

  /// The store for reading; no lock is needed.
  func reading() throws -> TrialStore {
    try TrialStore(opening: Workspace(opening: workspace).databasePath, readOnly: true)
  }

  func search(_ name: String, in store: TrialStore) throws -> SearchRecord {
    guard let record = try store.search(named: name) else {
      throw SearchError.unknown(name: name, known: try store.searches().map(\.name))
    }
    return record
  }

  /// What to say of a search that is not over and that nobody runs; nil of any other.
  func leftBehind(_ search: SearchRecord) -> String? {
    guard !search.state.isFinal, let opened = try? Workspace(opening: workspace),
      WorkspaceLock.holder(of: opened) == nil
    else { return nil }
    return "nobody runs it; 'lunas resume \(search.name)\(Workspaces.option(workspace))' goes on"
  }

  /// How to run the script of a stored search again.
  func script(of name: String) throws -> ScriptRun {
    let record = try search(name, in: reading())
    let stored = StoredSearch(json: record.spec)
    guard let script = stored.script else { throw SearchError.noScript(name: name) }
    let workspace = URL(fileURLWithPath: workspace).path
    // Where the search was started, so that the trainers' relative paths mean the same.
    if let directory = stored.directory, !FileManager.default.changeCurrentDirectoryPath(directory) {
      throw CommandError.script(
        message: "the folder \(directory), where '\(name)' was started, is gone", traceback: nil)
    }
    return ScriptRun(
      path: script, workspace: workspace, overrides: .init(json: stored.overrides), isResuming: true)
  }
}

/// Checks the limits of trials that verbs take.
private enum Limits {
  static func check(maxTrials: Int?, parallel: Int?) throws {
    if let maxTrials, maxTrials < 1 { throw ValidationError("--max-trials must be at least 1, got \(maxTrials)") }
    if let parallel, parallel < 1 { throw ValidationError("--parallel must be at least 1, got \(parallel)") }
  }
}

struct RunVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the search that a file returns, and show its curve and its best.")

  @Argument(help: "A Lua file that returns nas.search { ... }.") var file: String
  @Option(help: "Trials in all, instead of what the file says.") var maxTrials: Int?
  @Option(help: "Trials at once, instead of what the file says.") var parallel: Int?
  @Option(help: "The seed, instead of what the file says.") var seed: UInt64?
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws { try Limits.check(maxTrials: maxTrials, parallel: parallel) }

  func run() async throws {
    let script = ScriptRun(
      path: file, workspace: workspace.workspace,
      overrides: .init(maxTrials: maxTrials, parallel: parallel, seed: seed))
    let workspace = workspace
    try await script.run { search in
      let outcome = try await search.run()
      try SearchSummary.print(search.name, workspace)
      _ = outcome
    }
  }
}

struct ResumeVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract:
      "Go on with a search that was interrupted, whose controller died, or that may have more trials than before.")

  @Argument(help: "The search's name.") var name: String
  @Option(help: "Trials in all from now on, also for a search that has done all it had.") var maxTrials: Int?
  @Option(help: "Trials at once from now on.") var parallel: Int?
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws { try Limits.check(maxTrials: maxTrials, parallel: parallel) }

  func run() async throws {
    var script = try workspace.script(of: name)
    if let maxTrials { script.overrides.maxTrials = maxTrials }
    if let parallel { script.overrides.parallel = parallel }
    var absolute = workspace
    absolute.workspace = script.workspace
    let (name, workspace) = (name, absolute)
    try await script.run { search in
      let own = try search.part(named: name)
      _ = try await own.run()
      try SearchSummary.print(name, workspace)
      if let words = try own.nothingToGoOnWith { print(words) }
    }
  }
}

struct TrainVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Stage 2: train the best of a search fully.")

  @Argument(help: "The search's name.") var name: String
  @Option(help: "How many of the best trials.") var top: Int = 10
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be at least 1, got \(top)") }
  }

  func run() async throws {
    let fullName = Searches.fullName(of: name)
    let store = try workspace.reading()
    if let done = try store.search(named: fullName), done.state.isFinal,
      try !Searches.hasMore(done, top: top, of: workspace.search(name, in: store), in: store)
    {
      let count = Searches.proposalCount(done)
      throw CommandError.script(
        message:
          "the best \(count == 1 ? "trial" : "\(count) trials") of '\(name)' "
          + "\(count == 1 ? "has" : "have") been trained already, as '\(fullName)'; see 'lunas status \(fullName)\(Workspaces.option(workspace.workspace))'"
          + (top <= count ? ", or give --top more than \(count)" : "; '\(name)' has no more completed trials"),
        traceback: nil)
    }
    let script = try workspace.script(of: name)
    var absolute = workspace
    absolute.workspace = script.workspace
    let (top, workspace) = (top, absolute)
    try await script.run { search in
      let full = search.training(top: top)
      _ = try await full.run()
      try SearchSummary.print(full.name, workspace)
    }
  }
}
