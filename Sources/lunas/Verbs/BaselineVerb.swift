import ArgumentParser
import LuaHost
import LunasLua
import PlainJSON
import SearchEngine

struct BaselineVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Train the reference architecture fully, and show what it gives and costs.",
    discussion:
      "The file returns nas.baseline { ... }, or a search, whose defaults are then the reference architecture. What was "
      + "trained is shown again without training.")

  @Argument(help: "A Lua file that returns nas.baseline { ... } or nas.search { ... }.") var file: String
  @Option(help: "Trainings in all, each with a seed of its own, instead of what the file says.") var seeds: Int?
  @Option(help: "Whose validation curve is shown, instead of the reward's.") var metric: String?
  @Flag(help: "Train anew what has been trained; the earlier stays.") var again = false
  @Option(help: "table or json.") var format: StatusFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws {
    if let seeds, seeds < 1 { throw ValidationError("--seeds must be at least 1, got \(seeds)") }
  }

  func run() async throws {
    let own = self
    let script = ScriptRun(path: file, workspace: workspace.workspace, printsData: format == .json)
    try await script.run { lua, results in
      let returned = await lua.withStack { stack -> LuaBaseline? in
        guard let result = results.first else { return nil }
        stack.push(result)
        return try? stack.peek(LuaBaseline.self, at: -1)
      }
      let baseline =
        if let returned { returned } else {
          try LuaBaseline(of: try await ScriptRun.search(of: results, in: lua, own.file, function: "nas.baseline"))
        }
      let report = try await baseline.with(seeds: own.seeds, metric: own.metric).run(again: own.again).report
      print(
        own.format == .json ? report.json.text(nonFinite: .string, indent: 2) + "\n" : report.text, terminator: "")
      if report.completed == 0 { throw CommandError.nothingCompleted }
    }
  }
}

extension ScriptRun {
  /// The search that a file has returned, for a verb that measures trainings of it.
  static func search(
    of results: [LuaReference], in lua: LuaState, _ file: String, function: String
  ) async throws -> LuaSearch {
    let search = await lua.withStack { stack -> LuaSearch? in
      guard let result = results.first else { return nil }
      stack.push(result)
      return try? stack.peek(LuaSearch.self, at: -1)
    }
    guard let search else {
      let got = results.first.map { "a \($0.typeName)" } ?? "nothing"
      throw CommandError.noTrainings(file: file, function: function, got: got)
    }
    return search
  }
}
