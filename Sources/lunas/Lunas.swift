import ArgumentParser
import Foundation
import LuaHost

/// The command. Without arguments it is a prompt, with a file it runs it as `lua` would, and a verb's name comes first.
struct Lunas: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lunas",
    abstract: "Neural architecture search, scripted in Lua.",
    discussion: """
      Without arguments: a prompt. With a file, or with -e, -l, -i, -v, -E, -W or -: what 'lua' does with it.
      With --workspace DIR in front, searches are kept there instead of in .lunas.
      lunas --sandbox FILE runs a script of somebody else's within limits.
      """,
    version: Version.text,
    subcommands: [
      RunVerb.self, ResumeVerb.self, TrainVerb.self, ListVerb.self, StatusVerb.self, TrialsVerb.self, TopVerb.self,
      FrontVerb.self, ShowVerb.self, LogVerb.self, PsVerb.self, CheckVerb.self, PlanVerb.self,
      CompareVerb.self, DevicesVerb.self,
      SplitVerb.self, StubsVerb.self,
    ])

  /// Whether the command line begins with a verb, or asks for help about the verbs.
  static func isCommand(_ arguments: [String]) -> Bool {
    let first = arguments.first ?? ""
    return first == "help" || first == "--help" || first == "--version" || isVerb(first)
  }

  /// The command line with what stands in front of a verb behind it, where the verb takes it as well.
  static func inOrder(_ arguments: [String]) -> [String] {
    guard arguments.count > 2, arguments[0] == "--workspace", isVerb(arguments[2]) else { return arguments }
    return Array(arguments[2...]) + arguments[...1]
  }

  /// Runs a verb and gives the exit code.
  static func run(_ arguments: [String]) async -> Int32 {
    do {
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

  /// The names of all verbs. Making their configurations takes as long as running a short script.
  private static var verbs: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }

  /// Verbs are words of letters, which most scripts and all options are not: those start without looking further.
  private static func isVerb(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 } && verbs.contains(word)
  }

  /// What runs a command line without a verb; nil where it is no command line of `lua` either, as it then says.
  static func interpreter() throws -> Interpreter? {
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
      return nil
    }
    // A word that could be a verb and is no file was meant as a verb.
    if case .file(let name) = arguments.script, arguments.scriptPosition == 1,
      !name.contains(where: { "./".contains($0) }), access(name, F_OK) != 0
    {
      throw CommandError.noVerbOrFile(name, verbs: verbs)
    }
    return try Interpreter(arguments, workspace: workspace)
  }

  /// Says what went wrong and gives the exit code: 1 failed, 2 wrong use, 3 ended by a failure rule, 130 interrupted.
  static func report(_ error: any Error) -> Int32 {
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
