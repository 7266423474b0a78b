import CEditline
import Foundation
import LuaHost
import LunasLua
import SearchEngine

/// The prompt: lines in, values out, for as long as one likes.
struct Prompt {
  let session: Session

  private var history: String {
    let environment = ProcessInfo.processInfo.environment
    let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? "/tmp") + "/.local/state"
    return state + "/lunas/history"
  }

  func run() async -> Int32 {
    let isTyped = isatty(STDIN_FILENO) != 0
    do {
      let lua = session.lua
      _ = try await lua.run(
        "nas = require 'lunas'; function help(x) print(nas.help(x)) end return true", as: Bool.self)
      if isTyped {
        print(
          "Lunas: architecture search at a prompt. The module is 'nas', help(x) explains; locals last one entry; Ctrl-D leaves."
        )
        try? FileManager.default.createDirectory(
          atPath: (history as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        using_history()
        read_history(history)
      }
      var entry = ""
      var entries = 0
      while let line = read(entry.isEmpty ? "> " : ">> ", isTyped: isTyped) {
        entry += entry.isEmpty ? line : "\n" + line
        if entry.allSatisfy(\.isWhitespace) {
          entry = ""
          continue
        }
        if await evaluate(entry, number: entries + 1, in: lua, isFinal: false) {
          entries += 1
          if isTyped { remember(entry) }
          entry = ""
        }
      }
      if !entry.isEmpty { _ = await evaluate(entry, number: entries + 1, in: lua, isFinal: true) }
      if isTyped { print() }
      return 0
    } catch {
      Terminal.error(String(describing: error))
      return 1
    }
  }

  /// Runs an entry and prints what it gives. False where more lines are needed.
  private func evaluate(_ entry: String, number: Int, in lua: LuaState, isFinal: Bool) async -> Bool {
    let run = LuaRun()
    do {
      let name = "=repl:\(number)"
      let results = try await Interrupts.shared.interrupting(run) {
        do {
          return try await lua.run(Array("return \(entry)".utf8), name: name, in: run)
        } catch LuaError.syntax {
          // No expression: a statement, or the beginning of one.
          return try await lua.run(Array(entry.utf8), name: name, in: run)
        }
      }
      for result in results {
        let text = await lua.withStack { stack in
          stack.push(result)
          return stack.display(at: -1)
        }
        if results.count > 1 || text != "nil" { print(text) }
      }
    } catch LuaError.syntax(_, isIncomplete: true) where !isFinal {
      return false
    } catch let error as LuaError {
      Terminal.write(error.description + "\n" + (error.traceback.map { $0 + "\n" } ?? ""))
    } catch {
      Terminal.error(String(describing: error))
    }
    return true
  }

  private func read(_ prompt: String, isTyped: Bool) -> String? {
    guard isTyped else { return readLine() }
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    return String(cString: line)
  }

  private func remember(_ entry: String) {
    add_history(entry)
    write_history(history)
  }
}
