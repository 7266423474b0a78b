import ArgumentParser
import LuaHost
import LunasLua
import PlainJSON
import SearchSpace

struct CheckVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the space that a file returns against the guidelines of the workflow.",
    discussion: "Exits with 1 where there is an error, and with --strict where there is a warning.")

  @Argument(help: "A Lua file that returns a space, a table with decisions, or a search.") var file: String
  @Flag(help: "Make warnings count as errors do.") var strict = false
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() async throws {
    let (file, strict, format) = (file, strict, format)
    try await ScriptRun(path: file, workspace: workspace.workspace, isChecking: true).run { lua, results in
      guard let result = results.first else {
        throw CommandError.noSpace(file: file, problem: "it returned nothing")
      }
      let report: SpaceReport
      do { report = try await SpaceReport(ofReturned: result, in: lua) } catch let error as LuaConversionError {
        throw CommandError.noSpace(file: file, problem: "\(error)")
      }
      print(Self.text(report, of: file, format), terminator: "")
      for notice in report.notices { Terminal.write("lunas: \(notice)\n") }
      if report.count(of: .error) > 0 || strict && report.count(of: .warning) > 0 { throw CommandError.findings }
    }
  }

  private static func text(_ report: SpaceReport, of file: String, _ format: OutputFormat) -> String {
    switch format {
    case .table: "\(file): \(report.luaText)\n"
    case .json: report.json.text(indent: 2) + "\n"
    case .csv:
      TrialTable.csv(
        report.findings.map(\.json), keys: ["severity", "rule", "path", "places", "problem", "advice"])
    }
  }
}
