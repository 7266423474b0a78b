import Foundation
import Synchronization
import Testing

@testable import LineEditor

/// Whole entries, typed at a terminal. One after the other, because signals concern the whole process.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LineEditorTests {
  @Test func `an entry is shown, submitted, remembered, and the terminal is as before`() async throws {
    let history = History()
    let typist = Typist(terminal: try PseudoTerminal(), history: history)
    try await typist.ready()
    #expect(typist.terminal.look.bracketsPastes)
    typist.terminal.type("print 世界 1\u{1B}[D\u{1B}[DX")
    try await typist.terminal.expect(["> print 世界X 1"], cursor: (0, 13))
    typist.terminal.type("\r\u{04}")
    try await typist.expect([.entry("print 世界X 1"), .endOfInput])
    try await typist.terminal.expect(["> print 世界X 1", ">"], cursor: (2, 0))
    #expect(history.entries == ["print 世界X 1"])
    #expect(typist.terminal.isCooked)
    #expect(!typist.editor.isEditing)
    #expect(try await eventually { !typist.terminal.look.bracketsPastes })
  }

  @Test func `a block is edited in place, line by line`() async throws {
    let typist = Typist(terminal: try PseudoTerminal())
    try await typist.ready()
    typist.terminal.type("x do\ry\rend")
    try await typist.terminal.expect(["> x do", ".   y", ". end"], cursor: (2, 5))
    typist.terminal.type("\u{1B}[A!\u{1B}[A?")
    try await typist.terminal.expect(["> x do?", ".   y!", ". end"], cursor: (0, 7))
    typist.terminal.type("\u{7F}\u{1B}[B\u{1B}[B\r")
    try await typist.expect([.entry("x do\n  y!\nend")])
    try await typist.ready()
    typist.terminal.type("\u{04}")
    try await typist.expect([.entry("x do\n  y!\nend"), .endOfInput])
  }

  @Test func `notices appear above the line, which stays as it is`() async throws {
    let typist = Typist(terminal: try PseudoTerminal(columns: 12))
    try await typist.ready()
    typist.terminal.type("abcdefghijkl\u{1B}[D")
    try await typist.terminal.expect(["> abcdefghij", "kl"], cursor: (1, 1))
    typist.editor.notify("one")
    typist.editor.notify("two\nthree\n")
    try await typist.terminal.expect(["one", "two", "three", "> abcdefghij", "kl"], cursor: (4, 1))
    typist.terminal.type("!\r\u{04}")
    try await typist.expect([.entry("abcdefghijk!l"), .endOfInput])
    typist.editor.notify("after")
    try await typist.terminal.expect(["one", "two", "three", "> abcdefghij", "k!l", ">", "after"])
  }

  @Test func `notices from many threads while one types are all there, and so is the entry`() async throws {
    let typist = Typist(terminal: try PseudoTerminal(columns: 20))
    try await typist.ready()
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask { for number in 0..<25 { typist.editor.notify("n\(thread).\(number)") } }
      }
      for _ in 0..<50 { typist.terminal.type("x") }
    }
    typist.terminal.type("\r\u{04}")
    try await typist.expect([.entry(String(repeating: "x", count: 50)), .endOfInput])
    let isAllShown = try await eventually {
      let screen = typist.terminal.look
      return (screen.scrolledOut + screen.lines).filter { $0.hasPrefix("n") }.count == 100
    }
    #expect(isAllShown)
    let end = ["> " + String(repeating: "x", count: 18), String(repeating: "x", count: 20)]
    #expect(try await eventually { typist.terminal.look.lines.suffix(4).starts(with: end) })
  }

  @Test func `a live prompt is asked again at every drawing`() async throws {
    let status = Status()
    let typist = Typist(terminal: try PseudoTerminal()) { "\(status.number.withLock { $0 })> " }
    try await typist.ready()
    typist.terminal.type("ab")
    try await typist.terminal.expect(["0> ab"])
    status.number.withLock { $0 = 10 }
    typist.editor.refresh()
    try await typist.terminal.expect(["10> ab"], cursor: (0, 6))
    typist.terminal.type("\u{03}\u{04}")
    try await typist.expect([.interrupted, .endOfInput])
  }

  @Test func `Ctrl-C shows where the entry was dropped`() async throws {
    let typist = Typist(terminal: try PseudoTerminal())
    try await typist.ready()
    typist.terminal.type("x do\ry\u{1B}[A\u{03}")
    try await typist.terminal.expect(["> x do", ".   y^C", ">"], cursor: (2, 2))
    typist.terminal.type("\u{04}")
    try await typist.expect([.interrupted, .endOfInput])
  }

  @Test func `an entry taller than the screen scrolls, and is whole in the end`() async throws {
    let typist = Typist(terminal: try PseudoTerminal(columns: 20, rows: 5))
    try await typist.ready()
    let lines = (1...12).map { "line \($0)" }
    typist.terminal.type("\u{1B}[200~" + lines.joined(separator: "\r") + "\u{1B}[201~")
    try await typist.terminal.expect((8...12).map { ". line \($0)" }, cursor: (4, 9))
    typist.terminal.type(String(repeating: "\u{1B}[A", count: 11))
    try await typist.terminal.expect(["> line 1"] + (2...5).map { ". line \($0)" }, cursor: (0, 8))
    typist.editor.notify("news")
    typist.terminal.type("\u{1B}[1;5F\r\u{04}")
    try await typist.expect([.entry(lines.joined(separator: "\n")), .endOfInput])
    let isWhole = try await eventually {
      let screen = typist.terminal.look
      let all = screen.scrolledOut + screen.lines
      return all.contains("news") && all.suffix(13) == ["> line 1"] + (2...12).map { ". line \($0)" } + [">"]
    }
    #expect(isWhole, "\(typist.terminal.look.scrolledOut) \(typist.terminal.look.lines)")
  }

  @Test func `another size draws everything anew`() async throws {
    let typist = Typist(terminal: try PseudoTerminal(columns: 30))
    try await typist.ready()
    typist.editor.notify("above")
    typist.terminal.type("a line of some length\u{1B}b")
    try await typist.terminal.expect(["above", "> a line of some length"], cursor: (1, 17))
    typist.terminal.narrow(to: 10)
    kill(getpid(), SIGWINCH)
    try await typist.terminal.expect(["above", "> a line o", "f some len", "gth"], cursor: (2, 7))
    typist.terminal.type("\r\u{04}")
    try await typist.expect([.entry("a line of some length"), .endOfInput])
  }

  @Test func `output that left the cursor in the middle of a line is not written over`() async throws {
    let terminal = try PseudoTerminal()
    _ = Descriptor.writeAll(terminal.inner, Array("no line end".utf8))
    let typist = Typist(terminal: terminal)
    try await terminal.expect(["no line end", ">"], cursor: (1, 2))
    terminal.type("\u{04}")
    try await typist.expect([.endOfInput])
  }

  @Test func `what is typed ahead counts for the entries that follow`() async throws {
    let terminal = try PseudoTerminal()
    terminal.type("one\rtwo\r")
    let typist = Typist(terminal: terminal)
    terminal.type("three\r")
    try await typist.expect([.entry("one"), .entry("two"), .entry("three")])
    try await typist.ready()
    terminal.type("\u{04}")
    try await typist.expect([.entry("one"), .entry("two"), .entry("three"), .endOfInput])
  }

  @Test func `lists and hints come under and behind the entry and go again`() async throws {
    let words = ["alpha", "alphabet", "alpine", "print"]
    let typist = Typist(terminal: try PseudoTerminal(), language: BlockLanguage(words: words))
    try await typist.ready()
    typist.terminal.type("al\t")
    try await typist.terminal.expect(["> alp"])
    typist.terminal.type("\t")
    try await typist.terminal.expect(["> alp", "alpha     alphabet  alpine"], cursor: (0, 5))
    typist.terminal.type("\t")
    try await typist.terminal.expect(["> alpha", "alpha     alphabet  alpine"], cursor: (0, 7))
    typist.terminal.type("\u{15}pr\t")
    try await typist.terminal.expect(["> print(name, count"], cursor: (0, 8))
    typist.terminal.type(")\r\u{04}")
    try await typist.expect([.entry("print()"), .endOfInput])
    try await typist.terminal.expect(["> print()", ">"])
  }

  @Test func `a search shows what it has found and what it looks for`() async throws {
    let history = History()
    for entry in ["alpha", "beta"] { history.add(entry) }
    let typist = Typist(terminal: try PseudoTerminal(), history: history)
    try await typist.ready()
    typist.terminal.type("\u{12}ph")
    try await typist.terminal.expect(["> alpha", "search back: ph"], cursor: (0, 4))
    typist.terminal.type("\r\u{04}")
    try await typist.expect([.entry("alpha"), .endOfInput])
  }

  @Test func `the user's own editor takes over and gives back`() async throws {
    let script = FileManager.default.temporaryDirectory.appending(path: "editor-\(UUID())").path
    try "test -t 0 && test -t 1; sed -i s/one/two/ $1; echo end >> $1".write(
      toFile: script, atomically: true, encoding: .utf8)
    defer { unlink(script) }
    setenv("VISUAL", " /bin/sh -e  \(script)", 1)
    defer { unsetenv("VISUAL") }
    let typist = Typist(terminal: try PseudoTerminal())
    try await typist.ready()
    typist.terminal.type("one do\u{18}\u{05}")
    try await typist.terminal.expect(["> two do", ". end"], cursor: (1, 5))
    typist.terminal.type("\u{1F}")
    try await typist.terminal.expect(["> one do"], cursor: (0, 8))
    setenv("VISUAL", "/nowhere/editor", 1)
    typist.terminal.type("\u{18}\u{05}")
    try await typist.terminal.expect(
      ["cannot run the editor /nowhere/editor: N", "o such file or directory", "> one do"])
    typist.terminal.type("\u{03}\u{04}")
    try await typist.expect([.interrupted, .endOfInput])
  }

  @Test func `a terminal that is gone ends the input`() async throws {
    let typist = Typist(terminal: try PseudoTerminal())
    try await typist.ready()
    typist.terminal.type("half")
    try await typist.terminal.expect(["> half"])
    typist.terminal.hangUp()
    try await typist.expect([.endOfInput])
  }

  @Test func `a signal that the process handles itself is left to it`() async throws {
    let typist = Typist(terminal: try PseudoTerminal())
    try await typist.ready()
    // Interruptions may come at any time and change nothing.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGURG, &action, nil)
    for _ in 0..<50 {
      typist.terminal.type("x")
      kill(getpid(), SIGURG)
    }
    typist.terminal.type("\r\u{04}")
    try await typist.expect([.entry(String(repeating: "x", count: 50)), .endOfInput])
  }
}

/// What the prompt of a test shows.
private final class Status: Sendable {
  let number = Mutex(0)
}
