import ArgumentParser
import LunasLua
import SearchEngine

/// `lunas --sandbox FILE`: a script of somebody else's, within limits. Not a verb: a folder could hold a file that is
/// called like one.
struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lunas --sandbox",
    abstract: "Run a script of somebody else's within limits.",
    discussion: """
      It finds Lua's libraries without processes, bytecode and finalizers, and the part of the lunas module that \
      describes; of files it reads those in its folder. A limit that is reached ends it with exit code 1.
      """)

  @Option(help: "The memory that it may use.") var memory: Memory = .init(bytes: SandboxLimits().memory)
  @Option(help: "The instructions that it may execute.") var instructions: Int = SandboxLimits().instructions
  @Option(help: "How long it may run, as 10s or 2m.") var time: Time = .init(seconds: SandboxLimits().seconds)
  @Option(help: "The folder whose files it may read. (default: the script's own)") var folder: String?
  @Flag(help: .hidden) var answer = false
  @Argument(help: "The script; '-' is standard input.") var file: String
  @Argument(parsing: .captureForPassthrough, help: "What the script gets as its arguments.")
  var arguments: [String] = []

  func validate() throws {
    do { try limits.validate() } catch { throw ValidationError("--\(error)") }
  }

  var limits: SandboxLimits {
    var limits = SandboxLimits()
    limits.memory = memory.bytes
    limits.instructions = instructions
    limits.seconds = time.seconds
    limits.folder = folder
    // What comes from standard input has no folder of its own.
    if folder == nil, file != "-" { limits.folder = Paths.folder(of: file) }
    return limits
  }

  /// An amount of memory on the command line.
  struct Memory: ExpressibleByArgument {
    let bytes: Int
    init(bytes: Int) { self.bytes = bytes }
    init?(argument: String) {
      guard let bytes = ByteSize.bytes(argument) else { return nil }
      self.bytes = bytes
    }
    var defaultValueDescription: String { ByteSize.text(bytes) }
  }

  /// A length of time on the command line.
  struct Time: ExpressibleByArgument {
    let seconds: Double
    init(seconds: Double) { self.seconds = seconds }
    init?(argument: String) {
      guard let seconds = Span.seconds(argument) else { return nil }
      self.seconds = seconds
    }
    var defaultValueDescription: String { Span.text(seconds) }
  }

  /// Does what the words after `--sandbox` ask for, and gives the exit code.
  static func code(_ words: [String]) async -> Int32 {
    do {
      return await SandboxRun(try parse(words)).run()
    } catch {
      let isHelp = exitCode(for: error) == .success
      if isHelp { print(fullMessage(for: error)) } else { Terminal.write(fullMessage(for: error) + "\n") }
      return isHelp ? 0 : 2
    }
  }
}
