import Glibc
import LuaHost

/// Evaluates entries and prints what they give; keeps results as `_` and `_1`, `_2`, and so on.
actor Evaluator {
  enum Outcome: Sendable, Equatable {
    case done
    case leave(code: Int32)
  }

  private let session: Session
  private let style: PromptStyle
  private var entries: [String] = []
  private let syntax: LuaSyntax?

  init(session: Session, style: PromptStyle) {
    self.session = session
    self.style = style
    syntax = try? LuaSyntax()
  }

  /// The number of the entry that comes next.
  var nextNumber: Int { entries.count + 1 }

  /// Evaluates an entry: Lua, a question such as `nas.space?`, or a command such as `:time f()`.
  func evaluate(_ entry: String) async -> Outcome {
    switch PromptEntry(entry) {
    case .lua(let code): return await run(code, isTimed: false)
    case .help(let what): return await help(on: what)
    case .source(let what): return await source(of: what)
    case .time(let code): return await run(code, isTimed: true)
    case .save(let path): save(to: path)
    case .commands: print(PromptEntry.overview)
    case .leave: return .leave(code: 0)
    case .unknown(let message): say(error: message)
    }
    return .done
  }

  private func run(_ code: String, isTimed: Bool) async -> Outcome {
    let number = nextNumber
    entries.append(code)
    let start = ContinuousClock.now
    do {
      let results = try await results(of: code, name: "=[\(number)]")
      let duration = ContinuousClock.now - start
      await keep(results.first, as: number)
      await show(results)
      if isTimed { print(style.faint("took \(Self.text(duration))")) }
    } catch LuaError.stopped(.exiting(let status)) {
      return .leave(code: status)
    } catch {
      say(error: error)
    }
    return .done
  }

  private func results(of code: String, name: String) async throws -> [LuaReference] {
    let isExpression = syntax?.verdict(on: code) == .expression
    let source = Array((isExpression ? "return " + code : LastingLocals(code).code).utf8)
    let run = LuaRun()
    return try await Interrupts.shared.interrupting(run, patience: 2) {
      try await session.lua.run(source, name: name, in: run)
    }
  }

  private func keep(_ result: LuaReference?, as number: Int) async {
    guard let result, result.typeName != "nil" else { return }
    await session.lua.withStack { stack in
      for name in ["_", "_\(number)"] { stack.setGlobal(name, result) }
    }
  }

  /// Short values stand side by side, as in `lua`; a single nil is not worth a line.
  private func show(_ results: [LuaReference]) async {
    if results.isEmpty || (results.count == 1 && results[0].typeName == "nil") { return }
    let (palette, width) = (style.palette, Terminal.width)
    let texts = await session.lua.withStack { stack in
      results.map { result in
        stack.push(result)
        defer { stack.pop() }
        return stack.display(at: -1, width: width, palette: palette)
      }
    }
    print(texts.joined(separator: texts.contains { $0.contains("\n") } ? "\n" : "\t"))
    fflush(nil)
  }

  // MARK: Questions

  /// Explains the value of an expression; what is no value is asked for by its name.
  private func help(on what: String) async -> Outcome {
    let quoted = "\"\(what.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    let value = syntax?.verdict(on: what) == .expression ? what : "nil"
    let code =
      what.isEmpty
      ? "return require 'lunas'.help()"
      : "local ok, value = pcall(function() return \(value) end) if not ok or value == nil then value = \(quoted) end "
        + "return require 'lunas'.help(value)"
    do {
      let text = try await session.lua.run(code, name: "=help", as: String.self)
      print(text)
    } catch {
      say(error: error)
    }
    return .done
  }

  private func source(of what: String) async -> Outcome {
    do {
      let results = try await results(of: what, name: "=source")
      let origin = await session.lua.withStack { stack -> LuaFunctionOrigin? in
        guard let first = results.first else { return nil }
        stack.push(first)
        return stack.functionOrigin(at: -1)
      }
      guard let origin else { return await help(on: what) }
      print(FunctionSource.text(of: origin, entries: entries))
    } catch {
      say(error: error)
    }
    return .done
  }

  private func save(to path: String) {
    let text = entries.joined(separator: "\n") + "\n"
    guard let file = fopen(path, "w"), fputs(text, file) >= 0, fclose(file) == 0 else {
      return say(error: "\(path) cannot be written (\(String(cString: strerror(errno))))")
    }
    print("wrote \(entries.count) entries to \(path)")
  }

  // MARK: Words

  private func say(error: any Error) {
    guard let error = error as? LuaError else { return say(error: String(describing: error)) }
    say(error: error.description)
    // Where an entry itself is wrong, its place is in the message already.
    let frames = (error.traceback ?? "").split(separator: "\n").dropFirst().filter { !$0.hasSuffix("[C]: in ?") }
    if frames.count > 1 { print(style.faint(frames.joined(separator: "\n"))) }
  }

  private func say(error message: String) {
    fflush(nil)
    Terminal.write(style.error(message) + "\n")
  }

  private static func text(_ duration: Duration) -> String {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    switch seconds {
    case ..<1e-3: return "\(Format.number(seconds * 1e6)) µs"
    case ..<1: return "\(Format.number(seconds * 1e3)) ms"
    default: return "\(Format.number(seconds)) s"
    }
  }
}
