import Foundation
import PlainJSON
import Randomness
import SearchSpace
import Testing

/// Lunas beside PyGlove itself, which `Scripts/test` installs in `.build/pyglove`.
/// One at a time: each waits for a patient Python, and two at once would leave no thread to the other tests.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PyGloveTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardized.path
  private static let folder = root + "/Tests/PyGloveTests"
  private static let names = [
    "mnasnet", "nasfpn", "sublists", "autoaugment", "conditional", "nested_sublists", "floats", "objects", "keys",
    "literals", "root_choice", "root_sublist", "names",
  ]

  private func python() throws -> String {
    let python = Self.root + "/.build/pyglove/bin/python"
    try #require(
      FileManager.default.isExecutableFile(atPath: python), "PyGlove is missing; Scripts/test installs it")
    return python
  }

  /// Runs one of PyGlove's commands of the tests.
  private func pyglove(_ arguments: String..., in command: Command) throws -> Command.Result {
    try command.run(
      ["-B", "\(Self.folder)/check_pyglove.py"] + arguments, program: URL(filePath: try python()))
  }

  /// What Lunas reads of the spaces, one line each.
  private func spaces(in command: Command) throws -> [String: SearchSpace] {
    let list = Self.names.map { "'\($0)'" }.joined(separator: ", ")
    try command.write(
      """
      local nas = require "lunas"
      for _, name in ipairs { \(list) } do
        local options = { python = "\(try python())", path = { "\(Self.folder)" } }
        print(name, nas.spaces.from_pyglove("pyglove_spaces." .. name, options):to_json())
      end
      """, to: "spaces.lua")
    let run = try command.run(["spaces.lua"], environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    #expect(run.code == 0, "\(run.error)")
    var spaces: [String: SearchSpace] = [:]
    for line in run.output.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      spaces[String(parts[0])] = try SearchSpace(document: JSON(parsing: String(parts[1])))
    }
    #expect(spaces.keys.sorted() == Self.names.sorted())
    return spaces
  }

  @Test func `thousands of architectures of every kind of space agree both ways`() throws {
    let command = try Command()
    defer { command.remove() }
    let spaces = try spaces(in: command)

    // What Lunas writes, PyGlove reads: parameters, decided values, specifications and sizes.
    var lines = ""
    var count = 0
    var generator = SeededGenerator(seed: 5)
    for name in Self.names {
      let space = try #require(spaces[name])
      // PyGlove is slow where there are many decisions.
      for index in 0..<(space.points.count > 25 ? 40 : 160) {
        let architecture = try space.sample(using: &generator)
        var line: [String: JSON] = [
          "space": .string(name), "params": .string(space.parameters(of: architecture)),
          "arch": space.table(of: architecture),
        ]
        if index == 0 {
          line["spec"] = .string(try space.specification())
          line["size"] = space.size.map { .string(String($0)) } ?? .null
        }
        lines += JSON.object(line).text + "\n"
        count += 1
      }
    }
    #expect(count > 1000)
    try command.write(lines, to: "lunas.jsonl")
    let check = try pyglove("check", "lunas.jsonl", in: command)
    #expect(check.output == "\(count) architectures of 13 spaces agree\n", "\(check.error)")

    // What PyGlove writes, Lunas reads, and writes again alike.
    let sample = try pyglove("sample", "160", "pyglove.jsonl", in: command)
    #expect(sample.code == 0, "\(sample.error)")
    let written = try String(contentsOfFile: "\(command.folder)/pyglove.jsonl", encoding: .utf8)
    count = 0
    for text in written.split(separator: "\n") {
      let line = try JSON(parsing: String(text))
      let space = try #require(spaces[line["space"]?.stringValue ?? ""])
      let params = try #require(line["params"]?.stringValue)
      let architecture = try space.architecture(parameters: params)
      #expect(space.table(of: architecture) == line["arch"], "\(params)")
      #expect(try JSON(parsing: space.parameters(of: architecture)) == JSON(parsing: params))
      count += 1
    }
    #expect(count == 1480)
  }

  @Test func `PyGlove reads spaces that it has no words for by their specifications`() throws {
    func one(_ candidates: Template...) -> Template { .decision(Decision(.oneOf(candidates))) }
    func int(_ lower: Int, _ upper: Int, step: Int = 1) -> Template {
      .decision(Decision(.integer(IntegerRange(lower: lower, upper: upper, step: step))))
    }
    func list(_ length: Template, _ element: Template) -> Template {
      .decision(Decision(.listOf(length: length, element: element)))
    }
    func many(_ count: Int, _ candidates: [Template], distinct: Bool, sorted: Bool) -> Template {
      .decision(
        Decision(.manyOf(ManyOf(count: count, candidates: candidates, isDistinct: distinct, isSorted: sorted))))
    }
    let (one8, two) = (Template.constant(8), Template.constant("two"))
    let block = Template.table(["kernel": one(one8, two), "a.b": int(8, 64, step: 8)])
    let width = Template.decision(Decision(.oneOf([one8, two, .table(["w": int(1, 3)])]), sharing: 1))
    let templates: [Template] = [
      .table(["n": int(-2, 9), "blocks": list(int(0, 4), block)]),
      list(one(.constant(3), .constant(1), .constant(1)), list(int(1, 2), block)),
      list(.constant(3), one(one8, list(int(0, 2), one(one8, two)))),
      many(3, [list(int(1, 2), block), int(1, 5), one8], distinct: false, sorted: true),
      .list([many(2, [block, list(int(0, 1), int(3, 5)), two], distinct: true, sorted: true), int(1, 2)]),
      .table(["a": width, "b": .list([width, one(one8, two)])]),
    ]
    var lines = ""
    var generator = SeededGenerator(seed: 6)
    for (position, template) in templates.enumerated() {
      let space = try SearchSpace(template)
      var params: [JSON] = []
      for _ in 0..<50 { params.append(.string(space.parameters(of: try space.sample(using: &generator)))) }
      let line: [String: JSON] = [
        "spec": .string(try space.specification()), "size": .string(String(try #require(space.size))),
        "params": .array(params), "shared": .bool(position == templates.count - 1),
      ]
      lines += JSON.object(line).text + "\n"
    }
    let command = try Command()
    defer { command.remove() }
    try command.write(lines, to: "own.jsonl")
    let own = try pyglove("own", "own.jsonl", in: command)
    #expect(own.output == "300 architectures agree\n", "\(own.error)")
  }

  @Test func `a script reads a space, and writes and reads what trainers take`() throws {
    let command = try Command()
    defer { command.remove() }
    // Beside the script, where Python would not look.
    try command.write(
      "import pyglove as pg\ndef tiny():\n  return pg.Dict(k=pg.oneof([3, 5], name='kernel'))\n", to: "beside.py")
    try command.write(
      """
      local nas = require "lunas"
      local space = nas.spaces.from_pyglove("beside.tiny", { python = "\(try python())" })
      assert(space:size() == 2)
      assert(space:params { k = 5 } == [[{"k":"1/2 (5)"}]], space:params { k = 5 })
      assert(space:from_params([[{"k":"1/2 (5)"}]]).k == 5)
      assert(space:from_params([[{"kernel":0}]]).k == 3)
      local file <close> = assert(io.open("saved.json", "w"))
      file:write(space:params { k = 3 })
      file:flush()
      assert(space:from_params("saved.json").k == 3)
      assert(space:spec():find("pyglove.generators.geno.Template", 1, true))
      print(select(2, pcall(space.from_params, space, "missing.json")))
      """, to: "search.lua")
    let run = try command.run(
      [command.folder + "/search.lua"], environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.contains("missing.json cannot be read"), "\(run.output)")
  }

  @Test func `what cannot be read is told with the way out`() throws {
    let command = try Command()
    defer { command.remove() }
    let python = try python()
    let cases: [(name: String, options: String, message: String)] = [
      ("pyglove_mistakes.takes_arguments", "", "write a function that takes none and calls it"),
      ("pyglove_mistakes.nothing_decided", "", "gives Dict without a decision; a search space has a pg.oneof"),
      ("pyglove_mistakes.gives_none", "", "gives NoneType without a decision"),
      ("pyglove_mistakes.raises", "", "pyglove_mistakes.py:21)"),
      ("pyglove_mistakes.exits", "", "SystemExit: 3"),
      ("pyglove_mistakes.function_candidate", "", "layers[0].activation[=1/2]: the function len is no data"),
      (
        "pyglove_mistakes.class_candidate", "",
        "activation[=0/2]: the class int is no data; write a name, such as 'int'"
      ),
      ("pyglove_mistakes.object_candidate", "", "x[=0/2]: an object of the class object is no data"),
      ("pyglove_mistakes.not_finite", "", "x[=0/2]: the number nan is not finite"),
      ("pyglove_mistakes.too_large", "", "needs more than 64 bits"),
      (
        "pyglove_mistakes.tuple_decision", "",
        "x: a decision inside a tuple, which PyGlove itself does not see; use a list"
      ),
      ("pyglove_mistakes.number_key", "", "a: the key 1; only texts can be keys"),
      ("pyglove_mistakes.derived", "", "y: ValueReference has no counterpart"),
      ("pyglove_mistakes.custom", "", "x: Custom has no counterpart"),
      ("pyglove_mistakes.filtered", "", "a template with `where`"),
      ("pyglove_mistakes.specification", "", "a pg.DNASpec, which no longer has values"),
      ("pyglove_mistakes.reversed_scale", "", "use scale='log' or none"),
      ("pyglove_mistakes.NO_SPACE", "", "gives int without a decision"),
      ("pyglove_mistakes.takes_argument", "", "did you mean 'takes_arguments'?"),
      ("no_such_module.space", "", "there is no Python module 'no_such_module'"),
      ("plain", "", "'plain' is no name of a function in a module; write \"module.function\""),
      ("os._exit", "python = 'false'", "false ended without a space"),
      ("a.b", "python = '/usr/bin/python3'", "/usr/bin/python3 has no pyglove; install it there"),
      ("a.b", "python = 'no-python'", "no-python cannot be started (No such file or directory); name the Python"),
      ("a.b", "pyton = 'x'", "did you mean 'python'?"),
    ]
    var script = "local nas = require 'lunas'\n"
    for (name, options, _) in cases {
      let defaults = options.isEmpty ? "python = '\(python)', path = { '\(Self.folder)' }" : options
      script +=
        "print((tostring(select(2, pcall(nas.spaces.from_pyglove, '\(name)', { \(defaults) }))):gsub('\\n', ' ')))\n"
    }
    try command.write(script, to: "mistakes.lua")
    let run = try command.run(["mistakes.lua"], environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    #expect(run.code == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == cases.count, "\(run.output)")
    for (line, expected) in zip(lines, cases) {
      #expect(line.contains(expected.message), "\(expected.name): \(line)")
    }
  }

  @Test func `an interrupt ends the Python that is waited for`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(600)\n", to: "slow.py")
    try command.write(
      "require('lunas').spaces.from_pyglove('slow.space', { python = '\(try python())' })", to: "search.lua")
    let process = try command.start(["search.lua"])
    var pid: pid_t?
    for _ in 0..<300 where pid == nil {
      Thread.sleep(forTimeInterval: 0.1)
      pid = (try? String(contentsOfFile: "\(command.folder)/pid", encoding: .utf8)).flatMap { pid_t($0) }
    }
    let python = try #require(pid)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(kill(python, 0) != 0, "Python still runs")
  }
}
