import Foundation
import Testing

/// `-i` where nobody sits at a terminal: a program that drives `lua -i` can drive `lunas -i`.
@Suite(.timeLimit(.minutes(5))) struct PipedPromptTests {
  @Test(arguments: [
    "1 + 1", "'a', nil, 2", "= 3", "x = 5\nx", "for i = 1, 2 do\n  print(i)\nend",
    "local function f()\nreturn 1\nend",
    "return 1, 2", "error('oops')", "error({})", "nil + 1", "x = = 1", "local x = 1\nprint(x)",
    "_PROMPT = '? '\n1", "_PROMPT2 = '... '\ndo\nprint 'in'\nend",
    "io.stderr:write 'e' io.write 'o'\n1", "os.exit(3)",
    "", "print", "print = nil\n1", "[[two\nlines]]", "io.read()\nis read", "goto nowhere", "#!x",
  ])
  func `each entry answers as in lua`(input: String) throws {
    let command = try Command()
    defer { command.remove() }
    // Both streams into one, so that the order is compared too.
    let results = try [LuaLine.lua, Command.executable].map { program in
      try command.run(
        ["-c", "exec \"$0\" -i 2>&1", program.path], input: input.isEmpty ? "" : input + "\n",
        program: URL(fileURLWithPath: "/bin/sh"), environment: ["HOME": command.folder, "TERM": "dumb"])
    }
    let texts = results.map { result in
      result.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        .map { $0.replacing(/builtin: 0x\w+|0x\w+/, with: "0x") }
    }
    #expect(texts[1].map { Self.calledLua($0) } == texts[0].map { Self.calledLua($0) })
    #expect(results[1].code == results[0].code)
  }

  private static func calledLua(_ line: some StringProtocol) -> String {
    String(line).replacing(Command.executable.path, with: "lua").replacing(LuaLine.lua.path, with: "lua")
  }

  @Test func `a script comes before the entries`() throws {
    let line = LuaLine("-i", "s.lua", "a", input: "x\n", files: ["s.lua": "x = ... print 'ran'"])
    let results = try line.results()
    let texts = results.map { $0.output.split(separator: "\n").dropFirst() }
    #expect(texts[1] == texts[0] && results[1].code == results[0].code)
  }
}
