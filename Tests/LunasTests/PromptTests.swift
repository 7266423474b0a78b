import Foundation
import Testing

/// The prompt in a real terminal.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PromptTests {
  /// Values, errors and questions.
  @Suite struct Evaluating {
    @Test func `what is typed is evaluated, line after line`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter("1 + 1")
      try session.wait(forLine: "2")
      try session.enter("{ 1, 2, a = { b = \"x\" } }")
      try session.wait(forLine: "{ 1, 2, a = { b = \"x\" } }")
      try session.enter("x = 5")
      try session.enter("for i = 1, 2 do\nx = x + i\nend")
      try session.wait(forLine: "..   x = x + i")
      try session.enter("x, nil, 'text'")
      try session.wait { $0.contains { $0.wholeMatch(of: /8\s+nil\s+"text"/) != nil } }
      try session.enter("nas.space { a = nas.int(1, 6), b = nas.one_of { \"u\", \"v\" } }")
      try session.wait(forLine: "Space(12 architectures, 2 decisions)")
    }

    @Test func `results are kept`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter("6 * 7")
      try session.enter("'a' .. _")
      try session.wait(forLine: "\"a42\"")
      try session.enter("x = 1")
      try session.enter("_ .. '!'")
      try session.wait(forLine: "\"a42!\"")
      try session.enter("_1 + 1, _2")
      try session.wait { $0.contains { $0.hasPrefix("43") && $0.hasSuffix("\"a42\"") } }
    }

    @Test func `a local that is typed lasts, and one in a block does not`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter("local a, b = 3")
      try session.enter("local c")
      try session.enter("local function double(x) local y = 2 * x return y end")
      try session.enter("local d = a if d then local e = 4 end local f = d + 1")
      try session.enter("{ a, double(a), d, f, none = e or y or 'gone' }")
      try session.wait(forLine: "{ 3, 6, 3, 4, none = \"gone\" }")
    }

    @Test func `errors come with their traceback, and the session goes on`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter("function inner() error('deep') end")
      try session.enter("function outer() inner() print() end")
      let lines = try session.enter("outer() print()")
      #expect(lines.contains("[1]:1: deep"))
      #expect(lines.contains { $0.contains("[1]:1: in function 'inner'") })
      #expect(lines.contains { $0.contains("[2]:1: in function 'outer'") })
      let places = try session.enter("nas.int(3, 1)")
      #expect(places.contains { $0.contains("int's lower bound 3 lies above its upper bound 1") })
      #expect(try session.enter("x = = 1").contains("[5]:1: unexpected symbol near '='"))
      try session.enter("2 ^ 10")
      try session.wait(forLine: "1024.0")
    }

    @Test func `a question explains a value or shows its source`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter("nas.stop.no_progress?")
      let help = try session.wait(for: "no_progress([options]) -> StopRule")
      #expect(help.contains { $0.contains("after: integer") })
      try session.enter("help(nas.space { 1 })")
      try session.wait(for: ":to_json()")
      try session.enter("?ipairs")
      try session.wait(for: "For loops over")
      try session.enter("function add(a, b)\nreturn a + b\nend")
      let lines = try session.enter("add??")
      #expect(lines.suffix(5) == ["-- [2]:1", "function add(a, b)", "  return a + b", "end", "3>"])
    }

    @Test func `commands time, save, help and leave`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter(":time 20 + 1")
      #expect(try session.wait(for: "took ").contains("21"))
      try session.enter("y = 3")
      try session.enter(":save saved.lua")
      try session.wait(forLine: "wrote 2 entries to saved.lua")
      let saved = try String(contentsOfFile: "\(session.command.folder)/saved.lua", encoding: .utf8)
      #expect(saved == "20 + 1\ny = 3\n")
      try session.enter(":help")
      try session.wait(for: "Tab completes names")
      try session.enter(":tiem 1")
      try session.wait(for: "did you mean ':time'?")
      try session.type(":quit")
      try session.press("Enter")
      try session.wait(forLine: "left with 0")
    }

    @Test func `os.exit leaves with its code`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.type("os.exit(7)")
      try session.press("Enter")
      try session.wait(forLine: "left with 7")
    }
  }

  /// What Tab and the hints know.
  @Suite struct Completing {
    @Test(arguments: [
      ("nas.stop.conv", "nas.stop.converged("), ("space:mu", "space:mutate("),
      ("require \"mylab.re", "require \"mylab.resnet"), ("io.open(\"note", "io.open(\"notes.txt"),
      ("string.form", "string.format("), ("own_na", "own_name"),
    ])
    func `Tab completes`(typed: String, completed: String) throws {
      let session = try TmuxSession(Self.folder())
      defer { session.close() }
      try session.enter("space, own_name = nas.space { nas.int(1, 3) }, 1")
      try session.type(typed)
      try session.wait(for: "2> \(typed)")
      try session.press("Tab")
      try session.wait("'\(completed)'") { $0.contains { $0.hasPrefix("2> \(completed)") } }
    }

    private static func folder() throws -> Command {
      let command = try Command()
      try FileManager.default.createDirectory(
        atPath: "\(command.folder)/mylab", withIntermediateDirectories: true)
      try command.write("return 1", to: "mylab/resnet.lua")
      try command.write("hello", to: "notes.txt")
      return command
    }

    @Test func `Tab offers the keys of options`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.type("nas.stop.converged { ")
      try session.wait(for: "1> nas.stop.converged {")
      try session.press("Tab")
      let lines = try session.wait(for: "window =")
      #expect(lines.last?.contains("spread =") == true && lines.last?.contains("growth =") == true)
    }

    @Test func `a grey hint names the arguments`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.type("nas.stop.converged(")
      try session.wait { $0.last == "1> nas.stop.converged(  converged([options])" }
      #expect(try session.colours().contains(/\u{1B}\[90m *converged\(/))
    }
  }

  /// Ctrl-C, Ctrl-Z, and terminals that can do little.
  @Suite struct Terminals {
    @Test func `Ctrl-C ends what runs and drops what is typed`() throws {
      let session = try TmuxSession(Command())
      defer { session.close() }
      try session.enter("x = 1")
      try session.type("while true do x = x + 1 end")
      try session.wait(for: "2> while true do x = x + 1 end")
      try session.press("Enter")
      try session.wait("the loop to begin") { $0.last == "2> while true do x = x + 1 end" }
      try session.interruptWhatRuns()
      try session.type("x > 1, 'half ty")
      try session.wait(for: "3> x > 1, 'half ty")
      try session.press("C-c")
      try session.waitForPrompt()
      try session.enter("x > 0")
      try session.wait(forLine: "true")
    }

    @Test func `Ctrl-Z suspends, and the line is there again afterwards`() throws {
      let session = try TmuxSession(Command(), program: "PS1='shell$ ' exec bash --norc")
      defer { session.close() }
      try session.wait { $0.last == "shell$" }
      try session.type("\"$LUNAS\"")
      try session.press("Enter")
      try session.wait(for: "1>")
      try session.type("'kept' .. 1")
      try session.wait { $0.last == "1> 'kept' .. 1" }
      try session.press("C-z")
      try session.wait { $0.last == "shell$" && $0.contains { $0.contains("Stopped") } }
      try session.type("fg")
      try session.press("Enter")
      try session.wait { $0.last == "1> 'kept' .. 1" }
      try session.press("Enter")
      try session.wait(forLine: "\"kept1\"")
    }

    @Test func `NO_COLOR gives no colours`() throws {
      let coloured = try TmuxSession(Command())
      defer { coloured.close() }
      try coloured.enter("{ 1, 'x', nil, true }")
      #expect(try coloured.colours().contains("\u{1B}["))

      let plain = try TmuxSession(Command(), variables: ["NO_COLOR": "1"])
      defer { plain.close() }
      try plain.enter("{ 1, 'x', nil, true }")
      try plain.enter("error 'plain'")
      try plain.type("local x = string.format(")
      try plain.wait(for: "3> local x = string.format(")
      #expect(try !plain.colours().contains("\u{1B}["))
    }

    @Test func `a dumb terminal has lines`() throws {
      let session = try TmuxSession(
        Command(), program: "TERM=dumb \"$LUNAS\"; echo \"left with $?\"; read end")
      defer { session.close() }
      try session.wait(for: "1>")
      try session.enter("1 + 1")
      try session.wait(forLine: "2")
      try session.enter("do\nprint 'in'\nend")
      try session.wait(forLine: "in")
      #expect(try !session.colours().contains("\u{1B}["))
      try session.press("C-d")
      try session.wait(for: "left with 0")
    }
  }

  /// What was typed before.
  @Suite struct Recalling {
    @Test func `an entry of several lines comes back whole, and is found after a restart`() throws {
      let command = try Command()
      let session = try TmuxSession(command)
      defer { session.close() }
      try session.enter("for i = 1, 2 do\nprint('round ' .. i)\nend")
      try session.press("Up")
      try session.wait { $0.suffix(3) == ["2> for i = 1, 2 do", "..   print('round ' .. i)", ".. end"] }
      try session.press("Enter")
      try session.wait { $0.filter { $0 == "round 2" }.count == 2 }
      try session.press("C-d")
      try session.wait(forLine: "left with 0")

      let later = try TmuxSession(command)
      defer { later.close(removingFolder: false) }
      try later.enter("'something else'")
      try later.press("C-r")
      try later.type("round")
      try later.wait(for: "print('round ' .. i)")
      try later.press("Enter")
      try later.wait(forLine: "round 2")
    }
  }
}

extension TmuxSession {
  /// Presses Ctrl-C until what runs has ended: it may not have begun yet.
  fileprivate func interruptWhatRuns() throws {
    try press("C-c")
    try wait(for: "interrupted")
    try waitForPrompt()
  }

  fileprivate func wait(until isSo: ([String]) -> Bool) throws { try wait("what the test wants", until: isSo) }
}
