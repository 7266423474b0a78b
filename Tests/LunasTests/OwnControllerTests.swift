import Foundation
import PlainJSON
import Testing

/// Controllers in Lua, enqueued architectures and warm starts through the command, with real processes as trainers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OwnControllerTests {
  /// The reward is 0.ab of the two decisions.
  private static let search = """
    name = 'k', space = { a = nas.int(1, 9), b = nas.int(0, 9) }, reward = 'accuracy', seed = 5,
    trainer = { '/bin/sh', '-c', [[sleep $3; echo "{\\"accuracy\\":0.$1$2}" >> $LUNAS_METRICS]], 'sh', '{arch.a}', '{arch.b}',
      '{config.pause}' },
    """

  private func trials(_ command: Command, _ name: String = "k") throws -> [JSON] {
    let result = try command.run("trials", name, "--format", "json")
    return try #require(try JSON(parsing: result.output).arrayValue)
  }

  private func digits(_ trials: [JSON]) -> [String] {
    trials.map { trial in ["a", "b"].compactMap { trial["architecture"]?[$0]?.text }.joined() }
  }

  @Test(arguments: [
    ("error('no idea')", "failed: search.lua:3: no idea"),
    ("while true do end", "ran longer than 10.0 seconds without an answer"),
    ("return { a = 0, b = 0 }", "gave an architecture that is not of the space: a: no value of this int: 0"),
    ("return { a = 1, b = 1 }", "gave an architecture that was proposed before, last as trial 1"),
  ])
  func `when a controller fails the running trials go on, and mended it resumes`(
    body: String, problem: String
  ) throws {
    let command = try Command()
    defer { command.remove() }
    func write(_ body: String) throws {
      try command.write(
        """
        local nas = require 'lunas'
        local function ask(history) if history.number < 4 then return { a = history.number, b = history.number } end
          \(body) end
        return nas.search { \(Self.search) proxy = { pause = 0.5 }, trials = { max = 8, parallel = 3 },
          controller = { name = 'mine', ask = ask } }
        """, to: "search.lua")
    }
    try write(body)
    let run = try command.run("run", "search.lua")
    #expect(run.code == 1)
    let words = "the controller 'mine': its ask (search.lua:2), asked for trial 4, \(problem)"
    #expect(run.error.contains(words), "\(run.error)")
    #expect(run.output.contains("nothing more is started; 2 running trials come to an end"), "\(run.output)")
    let ended = try trials(command)
    #expect(ended.map { $0["state"] } == ["completed", "completed", "completed"])
    #expect(ended.map { $0["attempt"] } == [1, 1, 1])
    try write("return history:sample()")
    let resumed = try command.run("resume", "k")
    #expect(resumed.code == 0, "\(resumed.error)")
    let all = try trials(command)
    #expect(all.count == 8 && all.allSatisfy { $0["state"] == "completed" })
    #expect(Set(digits(all)).count == 8)
  }

  @Test func `the example is a search`() throws {
    let command = try Command()
    defer { command.remove() }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Scripts/searches/own_controller/search.lua").path
    #expect(try command.run("check", file).code == 0)
  }

  @Test func `a controller in Lua is killed at any moment and goes on as if it had not been`() throws {
    func run(kills: Bool) throws -> [String] {
      let command = try Command()
      defer { command.remove() }
      try command.writeSearch(
        Self.search + """
          proxy = { pause = 0 }, trials = { max = 40 }, enqueue = { { a = 9, b = 9 } }, controller = function(space)
            local best
            return {
              ask = function(history)
                local arch = best and space:mutate(best.arch, history:seed())
                return arch and not history:was_proposed(arch) and arch or history:sample()
              end,
              tell = function(trial) if trial:beats(best) then best = trial end end,
            }
          end
          """)
      var arguments = ["run", "search.lua"]
      var generator = SystemRandomNumberGenerator()
      for _ in 0..<(kills ? 8 : 0) {
        let process = try command.start(arguments)
        usleep(UInt32.random(in: 20_000...200_000, using: &generator))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if try command.run("status", "k").code == 0 { arguments = ["resume", "k"] }
      }
      #expect(try command.run(arguments).code == 0)
      return digits(try trials(command))
    }
    let straight = try run(kills: false)
    #expect(straight.count == 40 && straight.first == "99")
    #expect(try run(kills: true) == straight)
  }

  @Test func `what is enqueued survives a killed controller, and is not taken twice`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      """
      local nas = require 'lunas'
      local search = nas.search { \(Self.search) proxy = { pause = 0.3 }, trials = { max = 6 }, controller = 'grid' }
      search:enqueue { { a = 5, b = 5 }, { a = 6, b = 6 }, { a = 7, b = 7 } }
      search:enqueue({ a = 8, b = 8 }, { repeats = 2 })
      return search
      """, to: "search.lua")
    let process = try command.start(["run", "search.lua"])
    while try command.run("trials", "k").code != 0 || trials(command).count < 2 { usleep(20_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try command.run("resume", "k").code == 0)
    #expect(digits(try trials(command)) == ["55", "66", "77", "88", "88", "10"])
  }

  @Test(arguments: [
    "controller = { ask = function() stuck() end }",
    "controller = { ask = function(history) if #history > 0 then stuck() end return history:sample() end }",
    "stop = { function() stuck() end }",
  ])
  func `Ctrl-C ends at once what never answers`(keys: String) throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      """
      local nas = require 'lunas'
      local function stuck()
        io.open('stuck', 'w'):close()
        while not io.open('mended') do end
      end
      return nas.search { \(Self.search) proxy = { pause = 0 }, trials = { max = 2 }, \(keys) }
      """, to: "search.lua")
    let process = try command.start(["run", "search.lua"])
    while !FileManager.default.fileExists(atPath: "\(command.folder)/stuck") { usleep(20_000) }
    let start = ContinuousClock.now
    process.interrupt()
    process.waitUntilExit()
    #expect(ContinuousClock.now - start < .seconds(7))
    #expect(process.terminationStatus == 130)
    let error = try String(contentsOfFile: "\(command.folder)/.err", encoding: .utf8)
    #expect(error == "lunas: interrupted; go on with 'lunas resume k'\n")
    #expect(try command.run("status", "k", "--format", "json").output.contains("\"interrupted\""))
  }

  @Test func `scripts add to a search that was stopped, and go on with it`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + "proxy = { pause = 0.3 }, trials = { max = 5 }, controller = 'grid'", to: "lost.lua")
    let process = try command.start(["run", "lost.lua"])
    while try command.run("trials", "k").code != 0 || trials(command).isEmpty { usleep(20_000) }
    process.interrupt()
    process.waitUntilExit()
    let before = try trials(command).count
    try command.write("print((dofile 'lost.lua'):enqueue { { a = 7, b = 7 }, { a = 1, b = 0 } })", to: "add.lua")
    #expect(try command.run("add.lua").output == "1 taken; left out: [2], which trial 1 has\n")
    try command.write("print((dofile 'lost.lua'):run())", to: "again.lua")
    try command.write("local s = dofile 'lost.lua' s:enqueue { a = 9, b = 9 } return s", to: "look.lua")
    #expect(try command.run("check", "look.lua").code == 0)
    let again = try command.run("again.lua")
    #expect(
      again.error.contains("(interrupted); go on with 'lunas resume k', or in Lua with search:start(), "),
      "\(again.error)")
    try command.write("print((dofile 'lost.lua'):start():wait())", to: "on.lua")
    let on = try command.run("on.lua")
    #expect(on.code == 0 && on.output.hasSuffix("all 5 trials are done\n"), "\(on)")
    let all = digits(try trials(command))
    #expect(all.count == 5 && all.firstIndex(of: "77") == before && !all.contains("99"), "\(all)")
    #expect(try command.run("check", "look.lua").code == 0)
    #expect(try command.run("add.lua").output.hasPrefix("0 taken"))
    try command.write("(dofile 'lost.lua'):enqueue { { a = 8, b = 8 } }", to: "late.lua")
    #expect(try command.run("late.lua").error.contains("more trials with 'lunas resume k --max-trials N'"))
  }

  @Test func `a search begins with what an earlier one has learned, also after a kill`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + "proxy = { pause = 0 }, trials = { max = 20, parallel = 2 }", to: "first.lua")
    #expect(try command.run("run", "first.lua").code == 0)
    let second = Self.search.replacing("'k'", with: "'second'")
    try command.writeSearch(
      second + "proxy = { pause = 0.2 }, trials = { max = 12, parallel = 2 }, warm_start = 'k'", to: "second.lua")
    let process = try command.start(["run", "second.lua"])
    while try command.run("trials", "second").code != 0 || trials(command, "second").count < 4 { usleep(20_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let resumed = try command.run("resume", "second")
    #expect(resumed.code == 0 && !resumed.output.contains("warm start"))
    let (first, all) = (digits(try trials(command)), digits(try trials(command, "second")))
    #expect(all.count == 12 && Set(all).count == 12 && Set(first).isDisjoint(with: all))
    #expect(try command.run("status", "second").output.contains("12"))
  }
}
