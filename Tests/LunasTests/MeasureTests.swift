import Foundation
import PlainJSON
import Testing

/// Measures as real processes before real trainings.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MeasureTests {
  /// Each training leaves a mark; the architecture is a number from 1 to 6.
  private static let search = """
    name = 'k', space = { a = nas.int(1, 6) }, reward = 'accuracy', controller = 'grid',
    trainer = { '/bin/sh', '-c', 'echo $1 >> trained; echo "{\\\\"accuracy\\\\":0.5}" >> $LUNAS_METRICS', 'sh', '{arch.a}' },
    """

  private func trials(_ command: Command, _ name: String = "k") throws -> [JSON] {
    try #require(try JSON(parsing: command.run("trials", name, "--format", "json").output).arrayValue)
  }

  private func lines(_ command: Command, _ name: String) -> [String] {
    ((try? String(contentsOfFile: "\(command.folder)/\(name)", encoding: .utf8)) ?? "").split(separator: "\n")
      .map(String.init)
  }

  private func waitFor(_ command: Command, _ name: String) {
    for _ in 0..<1000 where !FileManager.default.fileExists(atPath: "\(command.folder)/\(name)") { usleep(10_000) }
  }

  @Test func `what breaks a limit ends as infeasible and is not trained`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + """
        trials = { max = 6, parallel = 2 }, reward = function(m) return m.accuracy - m.params / 1e8 end,
        measure = {
          { command = { '/bin/sh', '-c', 'echo reading; echo "params=$(( $1 * 1000000 ))"', 'sh', '{arch.a}' },
            metric = 'params', limit = 4.5e6 },
          { command = function(arch) return { width = arch.a, extra = 7 } end, metric = 'width', at_least = 2 },
        }
        """)
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0)
    let trials = try trials(command)
    #expect(
      trials.map { $0["state"]?.stringValue }
        == ["infeasible", "completed", "completed", "completed", "infeasible", "infeasible"])
    #expect(trials[5]["reason"] == "params is 6e6, above the limit of 4.5e6")
    #expect(trials[0]["reason"] == "width is 1, below the limit of 2")
    #expect(lines(command, "trained").sorted() == ["2", "3", "4"])
    // The metrics of measures are the trial's, and its reward uses them.
    #expect(trials[1]["metrics"]?["extra"]?.doubleValue == 7 && trials[1]["reward"]?.doubleValue == 0.48)
    #expect(trials[4]["metrics"]?["params"]?.doubleValue == 5e6 && trials[4]["failure"] == nil)
    let status = try JSON(parsing: command.run("status", "k", "--format", "json").output)
    #expect(status["infeasible_by"]?["params"]?.intValue == 2 && status["infeasible_by"]?["width"]?.intValue == 1)
    #expect(try command.run("show", "k", "2").output.contains("measured      params 2e6, "))
    let shown = try JSON(parsing: command.run("show", "k", "5", "--format", "json").output)
    #expect(shown["measured"]?.arrayValue?.map { $0["measure"]?.stringValue } == ["params"])
    #expect(shown["id"]?.intValue == 5)
  }

  @Test func `a measure that fails makes the trial fail with its cause, and nothing is trained`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + """
        trials = { max = 6, max_failed = 7 },
        measure = { command = { '/bin/sh', '-c', [[ case $1 in
          1) echo 'no such layer' >&2; exit 3;; 2) echo 'paramz=4';; 3) ;; 4) echo params=nan;;
          5) sleep 60;; *) echo '{"infeasible":"no pixel is left"}'; exit 1;; esac ]], 'sh', '{arch.a}' },
          metric = 'params', timeout = 0.5 }
        """)
    #expect(try command.run("run", "search.lua").code == 3)
    let trials = try trials(command)
    let reasons = trials.map { $0["reason"]?.stringValue ?? "" }
    #expect(reasons[0] == "measure 'params': exit code 3: no such layer")
    #expect(reasons[1] == "measure 'params': it reported paramz, not params; did you mean 'paramz'?")
    #expect(reasons[2].hasPrefix("measure 'params': it reported nothing; it must print params=VALUE"))
    #expect(reasons[3] == "measure 'params': params is nan")
    #expect(reasons[4] == "measure 'params': timed out: it ran longer than its limit of 0.5 s")
    #expect(reasons[5] == "no pixel is left" && trials[5]["state"] == "infeasible")
    #expect(trials[4]["failure"] == "timed_out" && trials[3]["failure"] == "not_finite")
    #expect(lines(command, "trained").isEmpty)
  }

  @Test func `repetitions become the median, warm-up apart, and reserved measures are one at a time`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + """
        trials = { max = 6, parallel = 6 }, early_stopping = nas.early_stopping.median { metric = 'accuracy' },
        measure = { command = { '/bin/sh', '-c', [[ mkdir busy || echo overlap >> overlaps
          for ms in 90 80 3 5 4 4 20; do echo "ms=$ms other=$1"; done; sleep 0.05; rmdir busy ]], 'sh', '{arch.a}' },
          metric = 'ms', warm_up = 2, repetitions = 5, reserved = true, limit = 10 }
        """)
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && lines(command, "overlaps").isEmpty)
    #expect(run.output.components(separatedBy: "measure 'ms' is noisy").count == 2)
    let metrics = try #require(trials(command)[2]["metrics"])
    #expect(metrics["ms"]?.doubleValue == 4 && metrics["ms_p99"]?.doubleValue == 19.4 && metrics["other"] == 3.0)
    #expect(metrics["accuracy"] == 0.5 && lines(command, "trained").count == 6)
  }

  @Test func `a program that cannot time itself is run again and again`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + """
        trials = { max = 2, max_failed = 3 },
        measure = { command = { '/bin/sh', '-c', 'echo run >> runs; sleep 0.02; [ $1 = 1 ] || exit 4', 'sh', '{arch.a}' },
          metric = 'ms', wall_time = true, warm_up = 1, repetitions = 3 }
        """)
    #expect(try command.run("run", "search.lua").code == 0)
    let trials = try trials(command)
    #expect(
      trials[0]["state"] == "completed" && (20...2000).contains(trials[0]["metrics"]?["ms"]?.doubleValue ?? 0))
    #expect(trials[1]["reason"] == "measure 'ms': exit code 4")
    #expect(lines(command, "runs").count == 5 && trials[0]["metrics"]?["wall_ms"] == nil)
  }

  @Test func `what was measured before the controller died is not measured again`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + """
        trials = { max = 3, parallel = 3 },
        measure = {
          { command = { '/bin/sh', '-c', 'echo $1 >> first; echo params=1', 'sh', '{arch.a}' }, metric = 'params' },
          { command = { '/bin/sh', '-c', [[ echo $1 >> second; while [ ! -e go ]; do sleep 0.02; done; echo ms=$1 ]],
              'sh', '{arch.a}' }, metric = 'ms', reserved = true },
        }
        """)
    let process = try command.start(["run", "search.lua"])
    waitFor(command, "second")
    while lines(command, "first").count < 3 { usleep(10_000) }
    usleep(300_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try command.write("", to: "go")
    let resumed = try command.run("resume", "k")
    #expect(resumed.code == 0)
    #expect(
      lines(command, "first").sorted() == ["1", "2", "3"] && lines(command, "second").sorted() == ["1", "2", "3"])
    #expect(try trials(command).map { $0["metrics"]?["ms"]?.doubleValue } == [1, 2, 3])
    #expect(try trials(command).allSatisfy { $0["attempt"]?.intValue == 1 })
  }

  @Test func `an interrupt while trials are measured or wait for it puts them back`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search + """
        trials = { max = 3, parallel = 3 },
        measure = { command = { '/bin/sh', '-c', [[ touch began; while [ ! -e go ]; do sleep 0.02; done; echo ms=1 ]] },
          metric = 'ms', reserved = true }
        """)
    let process = try command.start(["run", "search.lua"])
    waitFor(command, "began")
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try trials(command).allSatisfy { $0["state"] == "pending" })
    try command.write("", to: "go")
    #expect(try command.run("resume", "k").code == 0)
    #expect(try trials(command).allSatisfy { $0["state"] == "completed" } && lines(command, "trained").count == 3)
  }

  @Test func `a limit cannot change while a search lives, how it is measured can`() throws {
    let command = try Command()
    defer { command.remove() }
    func write(_ max: Int, _ program: String, limit: Int) throws {
      try command.writeSearch(
        Self.search + "trials = { max = \(max) }, measure = { command = { '/bin/sh', '-c', '\(program)' }, "
          + "metric = 'params', limit = \(limit) }")
    }
    try write(1, "echo params=1", limit: 5)
    #expect(try command.run("run", "search.lua").code == 0)
    try write(2, "echo params=2", limit: 6)
    let refused = try command.run("resume", "k", "--max-trials", "2")
    #expect(refused.code == 1 && refused.error.contains("has changed the metrics or limits of its measures"))
    try write(2, "echo params=2", limit: 5)
    #expect(try command.run("resume", "k", "--max-trials", "2").code == 0)
    #expect(try trials(command)[1]["metrics"]?["params"]?.doubleValue == 2)
  }

  @Test func `full training takes over what was measured, and does not end what it trains`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      """
      local nas = require 'lunas'
      local search = nas.search { \(Self.search) full = {}, trials = { max = 2 },
        measure = { command = { '/bin/sh', '-c', 'echo $1 >> measured; echo ms=$1', 'sh', '{arch.a}' },
          metric = 'ms', limit = 9 } }
      search:run()
      search:train { top = 2 }:run()
      """, to: "both.lua")
    #expect(try command.run("both.lua").code == 0)
    let full = try trials(command, "k-full")
    #expect(full.map { $0["metrics"]?["ms"]?.doubleValue } == [1, 2] && lines(command, "measured") == ["1", "2"])
    #expect(try command.run("show", "k-full", "1").output.contains("taken over from trial 1 of stage 1"))
  }

  @Test func `simulations measure with functions`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      """
      local nas = require 'lunas'
      local function simulate(measure)
        return nas.simulate { space = { a = nas.int(1, 6) }, controller = 'grid', reward = 'accuracy', trials = { max = 6 },
          trainer = function(arch) return { accuracy = arch.a } end, measure = measure }
      end
      local trials = simulate { command = function(arch) return arch.a * 1e6 end, metric = 'params', limit = 4e6 }
      local states = {}
      for _, trial in ipairs(trials) do states[trial.id] = trial.state end
      print(table.concat(states, ' '))
      print(pcall(simulate, { command = { 'size' }, metric = 'params' }))
      """, to: "s.lua")
    let output = try command.run("s.lua").output
    #expect(output.contains("completed completed completed completed infeasible infeasible\n"))
    #expect(output.contains("measure 'params' is a program; a simulation takes functions, which answer at once"))
  }

  @Test(arguments: [
    ("command = { 'size' }", "string expected"), ("metric = 'm'", "function expected"),
    ("command = { 'size' }, metric = 'm', limt = 5", "did you mean 'limit'?"),
    ("command = { 'size' }, metric = 'm', limit = 1, at_least = 2", "limits that something can keep"),
    ("command = { 'size', '{arch.b}' }, metric = 'm'", "the argument of measure 'm' '{arch.b}'"),
    ("command = { 'size' }, metric = 'm', statistic = 'mode'", "'median', 'mean'"),
    ("command = { 'size' }, metric = 'm', repetitions = 0", "1 to 1000000"),
    ("command = function() end, metric = 'm', wall_time = true", "a program as the command"),
    ("{ command = { 'a' }, metric = 'm' }, { command = { 'b' }, metric = 'm' }", "'m' again"),
  ]) func `mistakes are told before anything runs`(keys: String, words: String) throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search + "measure = { \(keys) }")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 1 && run.error.contains(words), "\(run.error)")
  }
}
