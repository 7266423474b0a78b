import PlainJSON
import Testing

/// `lunas check FILE`: what it prints, and its exit code.
@Suite(.timeLimit(.minutes(5))) struct CheckVerbTests {
  private func check(_ script: String, _ options: String...) throws -> Command.Result {
    let command = try Command()
    defer { command.remove() }
    try command.write("local nas = require 'lunas'\n" + script, to: "space.lua")
    return try command.run(["check", "space.lua"] + options)
  }

  private static let warned = "return { a = nas.float(0, 1), op = nas.one_of { 1, 2 } }"

  @Test(arguments: [
    "return nas.space { op = nas.one_of { 1, 2 } }", "return { op = nas.one_of { 1, 2 } }",
    "return nas.search { name = 'x', space = { op = nas.one_of { 1, 2 } }, trainer = { 'true' }, reward = 'r' }",
  ])
  func `a space, a table and a search can be checked`(script: String) throws {
    let result = try check(script)
    #expect(result.code == 0 && result.error.isEmpty)
    #expect(result.output == "space.lua: Space(2 architectures, 1 decision)\n\nno findings\n")
  }

  @Test func `warnings count only when asked to, errors always`() throws {
    let result = try check(Self.warned)
    #expect(result.code == 0)
    #expect(result.output.contains("warning  continuous  a\n") && result.output.hasSuffix("\n1 warning\n"))
    let strict = try check(Self.warned, "--strict")
    #expect(strict.code == 1 && strict.output == result.output && strict.error.isEmpty)
    let error = try check("return { lr = nas.int(1, 2, { tags = 'hyperparameter' }), op = nas.one_of { 1, 2 } }")
    #expect(error.code == 1 && error.error.isEmpty)
    #expect(error.output.contains("error    mixed-kinds  lr\n"))
    #expect(try check("return { 1 }").output.contains("error    no-decisions  the whole space\n"))
    #expect(try check("return { a = nas.one_of { 1 }, b = nas.int(1, 2) }", "--strict").code == 0)
  }

  @Test func `JSON and CSV have every finding`() throws {
    let result = try check(Self.warned, "--format", "json")
    let json = try JSON(parsing: result.output)
    #expect(json["ok"] == true && json["errors"] == 0 && json["warnings"] == 1 && json["notes"] == 0)
    #expect(json["space"] == "Space(no end of architectures, 2 decisions)")
    let finding = try #require(json["findings"]?.arrayValue?.first)
    #expect(finding["rule"] == "continuous" && finding["severity"] == "warning" && finding["path"] == "a")
    #expect(finding["places"] == ["a"])
    #expect(finding["problem"]?.stringValue?.isEmpty == false && finding["advice"]?.stringValue?.isEmpty == false)
    let lines = try check(Self.warned, "--format", "csv").output.split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == "severity,rule,path,places,problem,advice")
    #expect(lines[1].hasPrefix("warning,continuous,a,\"[\"\"a\"\"]\",\"any number"))
  }

  @Test(arguments: [
    ("error 'broken'", "space.lua:2: broken"),
    ("return", "space.lua must return a space, a table with decisions, or a search: it returned nothing"),
    ("return 7 + nil", "space.lua:2: attempt to perform arithmetic on a nil value"),
    ("return { f = print }", "space.lua must return a space, a table with decisions, or a search: f: a decision"),
    (
      "return nas.space({ a = nas.int(1, 3) }):where(function() error('no answer') end)", "space.lua:2: no answer"
    ),
  ])
  func `a file that throws or returns no space is told`(script: String, message: String) throws {
    let result = try check(script)
    #expect(result.code == 1 && result.output.isEmpty)
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test func `a sandboxed script checks spaces too`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      """
      local nas = require 'lunas'
      local space = nas.space({ op = nas.one_of { 1, 2 }, z = nas.int(1, 2) }):where(function(a) return a.op == 1 end)
      print(space:check())
      """, to: "space.lua")
    let result = try command.run("--sandbox", "space.lua")
    #expect(result.code == 0 && result.output.contains("warning  unreachable  op\n"), "\(result)")
  }

  @Test func `wrong use is told apart`() throws {
    let command = try Command()
    defer { command.remove() }
    #expect(try command.run("check").code == 2)
    #expect(try command.run("check", "x.lua", "--format", "xml").code == 2)
    #expect(try command.run("check", "x.lua", "--stric").code == 2)
    let missing = try command.run("check", "x.lua")
    #expect(missing.code == 1 && missing.error.contains("the script x.lua cannot be read"))
  }
}
