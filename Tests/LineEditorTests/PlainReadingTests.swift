import Foundation
import Testing

@testable import LineEditor

/// Where no cursor can be moved, lines are read as they come.
@Suite(.timeLimit(.minutes(5))) struct PlainReadingTests {
  @Test func `a simple terminal gets prompts and lines`() async throws {
    let typist = Typist(terminal: try PseudoTerminal(), kind: .plain)
    try await typist.terminal.expect([">"])
    typist.terminal.type("x do\n")
    try await typist.terminal.expect(["> x do", "."])
    typist.terminal.type("end\n")
    try await typist.expect([.entry("x do\nend")])
    typist.terminal.type("\u{04}")
    try await typist.expect([.entry("x do\nend"), .endOfInput])
  }

  @Test func `what is no terminal is read without a prompt`() throws {
    var ends: [Int32] = [0, 0]
    var shown: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0 && pipe(&shown) == 0)
    let editor = LineEditor(
      input: ends[0], output: shown[1], history: History(), language: BlockLanguage()
    ) { "> " }
    _ = Descriptor.writeAll(ends[1], Array("a\r\nx do\nend\nlast do".utf8))
    close(ends[1])
    #expect(
      (0..<4).map { _ in editor.readEntry() } == [
        .entry("a"), .entry("x do\nend"), .entry("last do"), .endOfInput,
      ])
    close(shown[1])
    #expect(Descriptor.readAll(shown[0]).isEmpty)
    for end in [ends[0], shown[0]] { close(end) }
  }

  @Test(arguments: [
    (["TERM": "xterm"], true, true), (["TERM": "xterm"], false, false), (["TERM": "dumb"], true, false),
    ([:], true, false), (["TERM": "xterm", "NO_COLOR": "1"], true, false),
    (["TERM": "xterm", "NO_COLOR": ""], true, true), (["FORCE_COLOR": "1"], false, true),
    (["CLICOLOR_FORCE": "1"], false, true), (["TERM": "xterm", "FORCE_COLOR": "0"], true, false),
    (["CLICOLOR_FORCE": "0"], false, false), (["NO_COLOR": "1", "FORCE_COLOR": "1"], true, false),
  ])
  func `colours are as the user's variables say`(variables: [String: String], isTerminal: Bool, isOn: Bool) {
    #expect(TerminalColor.isOn(isTerminal: isTerminal) { variables[$0] } == isOn)
  }
}
