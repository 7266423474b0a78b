import ArgumentParser
import CEditline
import Foundation
import Launchers

/// The command. Without arguments it is a prompt, with a file it runs it as `lua` would, and a verb's name comes first.
@main struct Lunas: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lunas",
    abstract: "Neural architecture search, scripted in Lua.",
    discussion: "Without arguments: a prompt. With a file: runs it, as 'lua' would.",
    version: "0.1.0",
    subcommands: [
      RunVerb.self, ResumeVerb.self, TrainVerb.self, ListVerb.self, StatusVerb.self, TrialsVerb.self, TopVerb.self,
      StubsVerb.self,
    ])

  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Before anything else: a supervisor is started for every trial and should cost little.
    if arguments.count == 2, arguments[0] == "supervise" { Foundation.exit(Supervisor.main(folder: arguments[1])) }
    cedit_print_line_by_line()
    Foundation.exit(await code(arguments))
  }

  private static func code(_ arguments: [String]) async -> Int32 {
    do {
      guard let first = arguments.first else { return await Prompt().run() }
      let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
      let isVerb = first.hasPrefix("-") || first == "help" || verbs.contains(first)
      if !isVerb {
        guard FileManager.default.fileExists(atPath: first) else {
          throw CommandError.noVerbOrFile(first, verbs: verbs)
        }
        _ = try await ScriptRun(path: first, arguments: Array(arguments.dropFirst())).run()
        return 0
      }
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch {
      return report(error)
    }
  }

  /// Says what went wrong and gives the exit code: 1 failed, 2 wrong use, 3 ended by a failure rule, 130 interrupted.
  private static func report(_ error: any Error) -> Int32 {
    if let error = error as? CommandError {
      if let message = error.message { Terminal.error(message) }
      return error.code
    }
    let code = exitCode(for: error)
    switch code {
    case .success:
      print(fullMessage(for: error))
      return 0
    case .validationFailure:
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      return 2
    default:
      Terminal.error(String(describing: error))
      return 1
    }
  }
}
