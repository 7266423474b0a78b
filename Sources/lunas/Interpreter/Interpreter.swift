import CLua
import Glibc
import LuaHost
import LunasLua
import SearchEngine

/// The command without a verb: what `lua` does, with the `lunas` module at hand.
struct Interpreter {
  let arguments: InterpreterArguments
  let session: Session

  init(_ arguments: InterpreterArguments, workspace: String) throws {
    self.arguments = arguments
    var script: String?
    if case .file(let path) = arguments.script { script = path }
    session = try Session(
      configuration: .init(ignoresEnvironment: arguments.ignoresEnvironment), workspace: workspace, script: script)
  }

  /// Whether somebody sits at a terminal and types, at the end.
  var showsPrompt: Bool {
    isatty(STDIN_FILENO) != 0 && (arguments.isInteractive || arguments.readsStandardInput)
  }

  /// Does everything that the command line asks for, and gives the exit code.
  func run() async -> Int32 {
    if arguments.showsVersion { Version.show() }
    let code = await steps()
    // A script that failed may have left searches running, whose rules would call a closed state.
    await session.context.interruptAll()
    await session.lua.close()
    return code
  }

  private func steps() async -> Int32 {
    let program = arguments.words.first?.text ?? "lunas"
    do {
      await session.install()
      await setArgumentTable()
      if !arguments.ignoresEnvironment { try await runInitialisation() }
      for step in arguments.steps { try await perform(step) }
      switch arguments.script {
      case .file(let path): try await runScript(path)
      case .standardInput: try await runScript(nil)
      case nil: break
      }
      if showsPrompt {
        if !arguments.isInteractive { Version.show() }
        return try await Prompt(session: session).run()
      }
      if arguments.isInteractive { return try await PlainPrompt(session: session).run() }
      if arguments.readsStandardInput { try await runPipedScript(program) }
      try await session.finish()
      if case .failed = session.context.outcome { return 3 }
      return 0
    } catch LuaError.stopped(.exiting(let status)) {
      return status
    } catch let failure as Session.Failure {
      Terminal.error(failure.message, from: program)
      return failure.wasInterrupted ? 130 : 1
    } catch {
      Terminal.error(String(describing: error), from: program)
      return 1
    }
  }

  /// Runs standard input without being told to. `lua` tells of its error and succeeds all the same; with the argument
  /// '-' it fails, as any script does.
  private func runPipedScript(_ program: String) async throws {
    do {
      try await session.running { try await session.lua.run(file: nil, in: $0) }
    } catch let failure as Session.Failure where !failure.wasInterrupted {
      Terminal.error(failure.message, from: program)
    }
  }

  /// The table `arg`: the script at 0, its arguments after it, and what is before it at negative positions.
  private func setArgumentTable() async {
    let (words, script) = (arguments.words, arguments.scriptPosition)
    await session.lua.withStack { stack in
      stack.pushTable(arrayCount: words.count)
      for (position, word) in words.enumerated() {
        stack.push(word)
        stack.setElement(position - script, of: -2)
      }
      stack.setGlobalFromTop("arg")
    }
  }

  /// What `LUA_INIT_5_4` or `LUA_INIT` asks for: a file after '@', or code.
  private func runInitialisation() async throws {
    for name in ["LUA_INIT_5_4", "LUA_INIT"] {
      guard let value = getenv(name) else { continue }
      let bytes = Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
      if bytes.first == UInt8(ascii: "@") {
        let path = String(decoding: bytes.dropFirst(), as: UTF8.self)
        try await session.running { try await session.lua.run(file: path, in: $0) }
      } else {
        try await session.running { _ = try await session.lua.run(bytes, name: "=\(name)", in: $0) }
      }
      return
    }
  }

  private func perform(_ step: InterpreterArguments.Step) async throws {
    let lua = session.lua
    switch step {
    case .execute(let code):
      try await session.running { _ = try await lua.run(code.bytes, name: "=(command line)", in: $0) }
    case .require(let global, let module):
      try await session.running { run in
        let require = await lua.withStack { stack in
          stack.pushGlobal("require")
          return LuaReference(stack, at: -1)
        }
        let value = try await lua.call(require, [module], as: LuaReference.self, in: run)
        await lua.withStack { $0.setGlobal(global, value) }
      }
    case .warn: await lua.setWarnings(true)
    }
  }

  /// Runs a file, or standard input, with the arguments that `arg` holds by now.
  private func runScript(_ path: String?) async throws {
    guard
      let arguments = await session.lua.withStack({ stack -> [LuaReference]? in
        stack.pushGlobal("arg")
        guard stack.isTable(at: -1) else { return nil }
        return (0..<stack.length(at: -1)).map { position in
          stack.pushElement(position + 1, of: -1)
          defer { stack.pop() }
          return LuaReference(stack, at: -1)
        }
      })
    else { throw Session.Failure(message: "'arg' is not a table", wasInterrupted: false) }
    try await session.running { try await session.lua.run(file: path, arguments: arguments, in: $0) }
  }
}

/// The version of the program and of the Lua in it.
enum Version {
  static let text = "0.1.0"

  static func show() {
    print("Lunas \(text), Lua \(LUA_VERSION_MAJOR).\(LUA_VERSION_MINOR).\(LUA_VERSION_RELEASE)  \(copyright)")
  }

  private static let copyright = "Copyright (C) 1994-2022 Lua.org, PUC-Rio"
}
