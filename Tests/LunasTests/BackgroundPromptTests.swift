import Foundation
import Testing

/// Searches that run behind the prompt.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BackgroundPromptTests {
  /// A search whose trainer is a function that takes a while; its trials are many where a test stops it.
  private func define(_ session: TmuxSession, max: Int, pause: String = "0.2", rest: String = "") throws {
    try session.enter("space = nas.space { a = nas.int(1, 9), b = nas.int(1, 99) }")
    try session.enter(
      "function train(arch)\nlocal t = os.clock()\nwhile os.clock() < t + \(pause) do end\n"
        + "return { acc = arch.a / 10 }\nend")
    try session.enter("trials = { max = \(max) }")
    try session.enter(
      "s = nas.search { name = 'bg', space = space, trainer = train,\nreward = 'acc', trials = trials\(rest) }")
    try session.enter("s:start()")
  }

  @Test func `reports appear above the line being typed, which stays as it is`() throws {
    let session = try TmuxSession(Command())
    defer { session.close() }
    try define(session, max: 10)
    try session.type("'while a search' .. ")
    let lines = try session.wait("a report above the typed line") { lines in
      lines.contains { $0.contains("completed") } && lines.last?.contains("> 'while a search' ..") == true
    }
    #expect(lines.filter { $0.contains("'while a search' ..") }.count == 1)
    try session.type("' runs'")
    try session.press("Enter")
    try session.wait(forLine: "\"while a search runs\"")
    try session.enter("s:wait().state")
    try session.wait(for: "all 10 trials are done")
  }

  @Test func `a search is looked at, left running by Ctrl-C, and stopped`() throws {
    let session = try TmuxSession(Command())
    defer { session.close() }
    try define(session, max: 2000, pause: "0.05")
    try session.wait(for: "completed")
    try session.enter("s:status()")
    try session.enter("s:plot { height = 6, width = 40 }")
    try session.wait("the plot") { $0.filter { $0.contains("┤") || $0.contains("│") }.count > 3 }
    try session.type("s:wait()")
    try session.wait("the call") { $0.last?.hasSuffix("s:wait()") == true }
    try session.press("Enter")
    try session.wait("the wait to begin") { $0.last?.wholeMatch(of: /(\[.*\] )?\d+>/) == nil }
    try session.press("C-c")
    try session.waitForPrompt()
    try session.enter("print('still ' .. s:status().state)")
    try session.wait(for: "still running")
    try session.enter("s:stop()")
    try session.wait("no search in the prompt") { $0.last?.wholeMatch(of: /\d+>/) != nil }
  }

  @Test func `a stop rule that was typed ends a search`() throws {
    let session = try TmuxSession(Command())
    defer { session.close() }
    try session.enter("function enough(s) return s.ended >= 3 and 'seen enough' end")
    try define(session, max: 500, pause: "0.05", rest: ", stop = enough")
    try session.wait(for: "seen enough")
    try session.wait("no search in the prompt") { $0.last?.wholeMatch(of: /\d+>/) != nil }
  }

  @Test func `Ctrl-D warns of a search that runs before it leaves`() throws {
    let session = try TmuxSession(Command())
    defer { session.close() }
    try define(session, max: 2000, pause: "0.05")
    try session.press("C-d")
    try session.wait(for: "'bg' still running: Ctrl-D again interrupts and leaves; it can be resumed")
    try session.press("C-d")
    try session.wait(for: "left with 0")
    let status = try session.command.run("status", "bg")
    #expect(status.code == 0 && status.output.contains("bg (stage 1)"), "\(status.output)\(status.error)")
  }
}
