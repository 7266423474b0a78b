import ArgumentParser
import Foundation
import Launchers
import LuaHost

/// The command. Without arguments it is a prompt, with a file it runs it as `lua` would, and a verb's name comes first.
@main struct Lunas: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lunas",
    abstract: "Neural architecture search, scripted in Lua.",
    discussion: "Without arguments: a prompt. With a file: runs it, as 'lua' would.",
    version: Version.text,
    subcommands: [
      RunVerb.self, ResumeVerb.self, TrainVerb.self, ListVerb.self, StatusVerb.self, TrialsVerb.self, TopVerb.self,
      StubsVerb.self,
    ])

  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Before anything else: a supervisor is started for every trial and should cost little.
    if arguments.count == 2, arguments[0] == "supervise" { Foundation.exit(Supervisor.main(folder: arguments[1])) }
    if arguments.first == "--sandbox" {
      Foundation.exit(await SandboxCommand.code(Array(arguments.dropFirst())))
    }
    Foundation.exit(await code(arguments))
  }

  private static func code(_ arguments: [String]) async -> Int32 {
    do {
      let first = arguments.first ?? ""
      let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
      guard ["help", "--help", "--version"].contains(first) || verbs.contains(first) else {
        return try await interpret(verbs)
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

  /// What is no verb is what `lua` would make of it.
  private static func interpret(_ verbs: [String]) async throws -> Int32 {
    var words = CommandLine.words
    var workspace = Workspaces.standard
    while words.count > 2, words[1].text == "--workspace" {
      workspace = words[2].text
      words.removeSubrange(1...2)
    }
    let arguments: InterpreterArguments
    do { arguments = try InterpreterArguments(words) } catch {
      let program = words.first?.text ?? "lunas"
      Terminal.error(error.message, from: program)
      Terminal.write(InterpreterArguments.usage(program))
      return 1
    }
    // A word that could be a verb and is no file was meant as a verb.
    if case .file(let name) = arguments.script, arguments.scriptPosition == 1,
      !name.contains(where: { "./".contains($0) }), access(name, F_OK) != 0
    {
      throw CommandError.noVerbOrFile(name, verbs: verbs)
    }
    return try await Interpreter(arguments, workspace: workspace).run()
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

extension CommandLine {
  /// The words of the command line as the bytes that they are.
  static var words: [LuaBytes] {
    (0..<Int(argc)).compactMap { position in
      unsafeArgv[position].map { LuaBytes(Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))) }
    }
  }
}
