import ArgumentParser
import LuaHost
import LunasLua
import PlainJSON
import SearchEngine

struct NoiseVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise",
    abstract: "Train one architecture on the proxy task several times, and show how noisy its score is.",
    discussion:
      "The file returns nas.noise { ... }, or a search, whose defaults are then the architecture. What was trained is shown "
      + "again without training. Exits with 1 where the score is too noisy.")

  @Argument(help: "A Lua file that returns nas.noise { ... } or nas.search { ... }.") var file: String
  @Option(help: "Trainings in all, each with a seed of its own, instead of what the file says.") var repeats: Int?
  @Option(help: "Whose curve has to be smooth, instead of the reward's.") var metric: String?
  @Flag(help: "Train anew what has been trained; the earlier stays.") var again = false
  @Option(help: "table or json.") var format: StatusFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws {
    if let repeats, repeats < 2 { throw ValidationError("--repeats must be at least 2, got \(repeats)") }
  }

  func run() async throws {
    let own = self
    let script = ScriptRun(path: file, workspace: workspace.workspace, printsData: format == .json)
    try await script.run { lua, results in
      let returned = await lua.withStack { stack -> LuaNoise? in
        guard let result = results.first else { return nil }
        stack.push(result)
        return try? stack.peek(LuaNoise.self, at: -1)
      }
      let noise =
        if let returned { returned } else {
          try LuaNoise(of: try await ScriptRun.search(of: results, in: lua, own.file, function: "nas.noise"))
        }
      let report = try await noise.with(repeats: own.repeats, metric: own.metric).run(again: own.again).report
      print(
        own.format == .json ? report.json.text(nonFinite: .string, indent: 2) + "\n" : report.text, terminator: "")
      if report.completed == 0 { throw CommandError.nothingCompleted }
      if report.isGood == false { throw CommandError.findings }
    }
  }
}
