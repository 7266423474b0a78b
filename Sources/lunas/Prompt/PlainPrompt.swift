import Glibc
import LuaHost

/// `lunas -i` where nobody sits at a terminal: exactly what `lua -i` does, for the programs that drive it.
struct PlainPrompt {
  let session: Session
  private let syntax: LuaSyntax

  init(session: Session) throws {
    self.session = session
    syntax = try LuaSyntax()
  }

  /// Reads and evaluates until the end of the input; gives the exit code.
  func run() async -> Int32 {
    while let line = await nextLine(isFirst: true) {
      do {
        try await evaluate(line)
      } catch LuaError.stopped(.exiting(let status)) {
        return status
      } catch let failure as Session.Failure {
        Terminal.write(failure.message + "\n")
      } catch {
        Terminal.write("\(error)\n")
      }
    }
    print()
    return 0
  }

  private func evaluate(_ line: String) async throws {
    var code = line.hasPrefix("=") ? "return " + line.dropFirst() : line
    let isExpression = syntax.verdict(on: code) == .expression
    if isExpression {
      code = "return " + code
    } else {
      while syntax.isIncompleteStatement(code), let more = await nextLine(isFirst: false) { code += "\n" + more }
    }
    let lua = session.lua
    let source = Array(code.utf8)
    try await session.running { run in
      let results = try await lua.run(source, name: "=stdin", in: run)
      if results.isEmpty { return }
      let print = await lua.withStack { stack in
        stack.pushGlobal("print")
        return LuaReference(stack, at: -1)
      }
      do {
        _ = try await lua.call(print, results, as: LuaReference?.self, in: run)
      } catch let error as LuaError {
        Terminal.write("error calling 'print' (\(error))\n")
      }
    }
    fflush(nil)
  }

  /// A line after its prompt, which a script may have set: `_PROMPT` and `_PROMPT2`.
  private func nextLine(isFirst: Bool) async -> String? {
    let prompt = await session.lua.withStack { stack in
      stack.pushGlobal(isFirst ? "_PROMPT" : "_PROMPT2")
      return stack.isNil(at: -1) ? nil : try? stack.text(at: -1)
    }
    print(prompt ?? (isFirst ? "> " : ">> "), terminator: "")
    fflush(nil)  // whoever drives this waits for it
    let line = readLine()
    // As the line editor of `lua` does, so that a log reads like a session.
    if let line { print(line) }
    fflush(nil)
    return line
  }
}
