import LuaHost
import SearchSpace

/// The function that runs a script of somebody else's.
enum SandboxFunctions {
  struct Options: LuaOptions {
    static var luaStubType: String { "SandboxOptions" }
    var memory = LuaByteSize(bytes: SandboxLimits().memory)
    var instructions = SandboxLimits().instructions
    var time = LuaSpan(seconds: SandboxLimits().seconds)
    var folder: String?
    static let fields = [
      LuaField("memory", "the memory that it may use", \Options.memory),
      LuaField("instructions", "the instructions that it may execute", \Options.instructions),
      LuaField("time", "how long it may run, 10 s if left out", \Options.time),
      LuaField("folder", "the folder whose files it may read; none if left out", \Options.folder),
    ]

    var limits: SandboxLimits {
      var limits = SandboxLimits()
      limits.memory = memory.bytes
      limits.instructions = instructions
      limits.seconds = time.seconds
      limits.folder = folder
      return limits
    }
  }

  /// `nas.sandbox`, which starts this program once more.
  static func sandbox(_ context: LunasContext) -> LuaFunction {
    let program = context.supervisor.first ?? "/proc/self/exe"
    return LuaFunction(
      "sandbox",
      "Runs a script of somebody else's in a process of its own, within limits, and gives what it returns.",
      LuaParameter<LuaBytes>("source", "the script, as text; what it prints is dropped"),
      LuaParameter<Options>("limits", "what it may use"),
      returns: LuaResult<SandboxResult>("data, a table with decisions, a decision or a space", stub: "any")
    ) { source, options in
      try await run(source.bytes, within: options.limits, program: program)
    }
  }

  private static func run(
    _ source: [UInt8], within limits: SandboxLimits, program: String
  ) async throws -> SandboxResult {
    try limits.validate()
    let process = try HelperProcess(
      [program, "--sandbox", "--answer"] + limits.arguments + ["-"], trust: .sandboxed, source: source,
      // The process keeps its limits itself, and also on a machine where it hardly gets to run.
      limit: .seconds(2 * limits.seconds + 30))
    let end = await process.end()
    try Task.checkCancellation()
    if end.isLate { throw BindingError(limits.timeReached) }
    if end.isTooLong {
      let longest = ByteSize.text(HelperProcess.longestAnswer)
      throw BindingError("the sandbox's result is longer than \(longest)")
    }
    guard let answer = try? SandboxAnswer(text: end.answer) else {
      let how = end.signal.map { "was ended by signal \($0)" } ?? "ended without an answer"
      throw BindingError("the sandbox's process \(how)")
    }
    switch answer {
    case .failure(let message): throw BindingError(harmless(message))
    case .description(let space, isSpace: false): return SandboxResult(value: .table(space.template))
    case .description(let space, isSpace: true): return SandboxResult(value: .space(LuaSpace(space: space)))
    }
  }

  /// A message without what could steer a terminal: the script may have written it.
  private static func harmless(_ message: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in message.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
      text.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }
}
