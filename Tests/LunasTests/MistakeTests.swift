import Foundation
import Testing

/// What people see when something is wrong: the place, the cause, the way out, and an exit code.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MistakeTests {
  static let keys =
    "name = 'x', space = { a = nas.int(1, 9) }, reward = 'accuracy', trials = { max = 3, timeout = '1s' }, "

  @Test(arguments: [
    (
      "trainer = { 'true' }, stp = {}", 1,
      "search.lua:2: bad argument #1 to 'search' (options: a known key expected, got 'stp' (did you mean 'stop'?))"
    ),
    (
      "trainer = { 'true' }, space = nas.one_of {}", 1,
      "search.lua:2: one_of has no candidates; give it at least one"
    ),
    ("trainer = { 'true', '{arhc}' }", 1, "unknown placeholder 'arhc'; did you mean 'arch'?"),
    (
      "trainer = { 'true' }, controller = 'evolutoin'", 1,
      "unknown controller 'evolutoin'; did you mean 'evolution'?"
    ),
    ("trainer = { 'true' }, trials = { max = 0 }", 1, "trials.max: at least 1 expected, got 0"),
    ("trainer = { 'true' }, name = 'a/b'", 1, "'a/b' is no name for a search"),
    ("trainer = {", 1, "search.lua:3: unexpected symbol near <eof>"),
    ("trainer = { 'no-such-trainer' }", 3, "cannot start 'no-such-trainer': No such file or directory"),
    ("trainer = { 'sleep', '1000' }", 3, "timed out: it ran longer than its limit of 1 s"),
    ("trainer = { 'true' }", 3, "the trainer reported no metrics, and so no 'accuracy'"),
    (
      "trainer = { 'sh', '-c', 'echo rubbish >> $LUNAS_METRICS' }", 3,
      "line 1 of its metrics is no JSON: expected a value, got 'r'"
    ),
    ("trainer = { 'sh', '-c', 'echo Boom >&2; exit 7' }", 3, "exit code 7: Boom"),
    ("trainer = function() error('bad') end", 3, "search.lua:2: bad"),
  ])
  func `a mistake in a search file is named`(keys: String, code: Int32, message: String) throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.keys + keys)
    if keys == "trainer = {" {
      try command.write("local nas = require 'lunas'\nreturn nas.search {\n", to: "search.lua")
    }
    let result = try command.run("run", "search.lua")
    #expect(result.code == code)
    #expect((result.output + result.error).contains(message), "\(result.output)\(result.error)")
  }

  @Test(arguments: [
    (["runn"], 2, "did you mean 'run'?"), (["run"], 2, "Missing expected argument"),
    (["run", "none.lua"], 1, "the script none.lua cannot be read"),
    (
      ["run", "five.lua"], 1,
      "five.lua must return the search to run, as in 'return nas.search { ... }', but it returned a number"
    ),
    (["run", "five.lua", "--max-trials", "0"], 2, "--max-trials must be at least 1, got 0"),
    (["trials", "x"], 1, "there is no workspace at"),
    (
      ["run", "fine.lua", "--workspace", "/proc/x"], 1,
      "the workspace /proc/x cannot be written (No such file or directory)"
    ),
  ])
  func `a mistake on the command line is named`(arguments: [String], code: Int32, message: String) throws {
    let command = try Command()
    defer { command.remove() }
    try command.write("return 5", to: "five.lua")
    try command.writeSearch(Self.keys + "trainer = { 'true' }", to: "fine.lua")
    let process = try command.start(arguments)
    process.waitUntilExit()
    let error = try String(contentsOfFile: "\(command.folder)/.err", encoding: .utf8)
    #expect(process.terminationStatus == code)
    #expect(error.contains(message), "\(error)")
  }
}
