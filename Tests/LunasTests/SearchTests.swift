import Foundation
import PlainJSON
import Testing

/// Whole searches through the command, with real processes as trainers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SearchTests {
  /// The reward is 0.abc of the three decisions.
  static let search = """
    name = 'k', space = { a = nas.int(1, 9), b = nas.int(0, 9), c = nas.int(0, 9) }, reward = 'accuracy', seed = 5,
    trainer = { '/bin/sh', '-c', [[echo "{\\"accuracy\\":0.$1$2$3}" >> $LUNAS_METRICS; echo x >> $LUNAS_TRIAL_DIR/runs; sleep $4]],
      'sh', '{arch.a}', '{arch.b}', '{arch.c}', '{config.pause}' },
    proxy = { pause = 0.1 }, full = { pause = 0 },
    """

  private func trials(_ command: Command, _ name: String = "k") throws -> [JSON] {
    let result = try command.run("trials", name, "--format", "json")
    return try #require(try JSON(parsing: result.output).arrayValue)
  }

  @Test func `a search runs through both stages and shows what it found`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search + "trials = { max = 12, parallel = 2 }")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && run.error.isEmpty)
    #expect(run.output.contains("all 12 trials are done") && run.output.contains("⠒ best so far"))
    let train = try command.run("train", "k", "--top", "2")
    #expect(train.code == 0 && train.output.contains("best validation accuracy of stage 2: "))
    #expect(train.output.contains("stage 1 against stage 2: watch\n  2 architectures in both stages: compare"))
    let bias = try JSON(parsing: command.run("status", "k-full", "--format", "json").output)["bias"]
    #expect(bias?["count"] == 2 && bias?["verdict"] == "watch" && bias?["mean_gap"]?.doubleValue == 0)
    #expect(try JSON(parsing: command.run("status", "k", "--format", "json").output)["bias"] == .null)
    for trial in try trials(command) {
      #expect(trial["state"] == "completed" && trial["ended"] != .null && trial["started"] != .null)
      let table = try #require(trial["architecture"]?.objectValue)
      let digits = ["a", "b", "c"].compactMap { table[$0]?.text }.joined()
      #expect(trial["reward"]?.doubleValue == Double("0.\(digits)"))
      #expect(trial["metrics"]?["accuracy"] == trial["reward"])
    }
    let best = try trials(command).compactMap { $0["reward"]?.doubleValue }.sorted(by: >)
    #expect(try trials(command, "k-full").compactMap { $0["reward"]?.doubleValue } == Array(best.prefix(2)))
    let trained = try command.run("train", "k", "--top", "2")
    #expect(trained.code == 1 && trained.error.contains("have been trained already, as 'k-full'"))
    let again = try command.run("run", "search.lua")
    #expect(again.code == 1 && again.error.contains("the search 'k' exists already (completed); give"))
  }

  @Test func `the same seed proposes the same architectures`() throws {
    let proposals = try (1...2).map { _ in
      let command = try Command()
      defer { command.remove() }
      try command.writeSearch(Self.search + "trials = { max = 100 }")
      try command.run("run", "search.lua", "--max-trials", "12", "--seed", "1", "--parallel", "1")
      return try trials(command).map { $0["architecture"] }
    }
    #expect(proposals[0].count == 12 && proposals[0] == proposals[1])
  }

  @Test func `a controller killed at any moment loses nothing and repeats nothing`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search + "trials = { max = 60, parallel = 3 }")
    var generator = SystemRandomNumberGenerator()
    var arguments = ["run", "search.lua"]
    for _ in 1...20 {
      let process = try command.start(arguments)
      usleep(UInt32.random(in: 20_000...300_000, using: &generator))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if try command.run("status", "k").code == 0 { arguments = ["resume", "k"] }
    }
    #expect(try command.run("resume", "k").code == 0)
    let trials = try trials(command)
    #expect(trials.compactMap { $0["id"]?.intValue } == Array(1...60))
    #expect(trials.allSatisfy { $0["state"] == "completed" })
    #expect(Set(trials.compactMap { $0["architecture"]?.text }).count == 60)
    for id in 1...60 {
      // Each trainer leaves a mark when it runs: none ran to its end twice.
      let runs = try String(
        contentsOfFile: "\(command.folder)/.lunas/searches/k/trials/\(id)/runs", encoding: .utf8)
      #expect(trials[id - 1]["attempt"]?.intValue ?? 0 > 1 || runs == "x\n")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { pid in
      let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") ?? Data()
      return environment.range(of: Data("LUNAS_TRIAL_DIR=\(command.folder)".utf8)) != nil
    }
    #expect(left.isEmpty)
  }

  @Test func `Ctrl-C ends what runs, and the search goes on later`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search + "trials = { max = 10, parallel = 2 }")
    let process = try command.start(["run", "search.lua"])
    usleep(350_000)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let error = try String(contentsOfFile: "\(command.folder)/.err", encoding: .utf8)
    #expect(error == "lunas: interrupted; go on with 'lunas resume k'\n")
    #expect(try command.run("resume", "k").code == 0)
    #expect(try trials(command).filter { $0["state"] == "completed" }.count == 10)
  }

  @Test func `a script that is interrupted while it waits tells the workspace to go on in`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      "local nas = require 'lunas'\nnas.search { \(Self.search) trials = { max = 10 } }:start()\n"
        + "io.open('started', 'w'):close()", to: "script.lua")
    let process = try command.start(["--workspace", "elsewhere", "script.lua"])
    while !FileManager.default.fileExists(atPath: "\(command.folder)/started"), process.isRunning {
      usleep(20_000)
    }
    usleep(200_000)
    process.interrupt()
    process.waitUntilExit()
    let error = try String(contentsOfFile: "\(command.folder)/.err", encoding: .utf8)
    #expect(error.hasSuffix("interrupted; 'lunas resume --workspace elsewhere' goes on\n"), "\(error)")
    #expect(process.terminationStatus == 130)
  }

  @Test func `functions of a script train, reward and stop`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'f', space = { a = nas.int(1, 1000) }, trials = { max = 500, parallel = 4 },
      trainer = function(arch, config, report) report(1, { score = 0 }) return { score = arch.a * config.scale } end,
      proxy = { scale = 2 }, reward = function(m) return m.score / 2 end,
      stop = { function(s) return s.ended >= 20 and 'enough of ' .. s.max end, function() error('broken') end },
      """)
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && run.output.contains("stop[1]: enough of 500"))
    #expect(run.output.contains("the stop rule stop[2] failed and is ignored: search.lua:5: broken"))
    let completed = try trials(command, "f").filter { $0["state"] == "completed" }
    // Up to three more were in flight, and a function that has its result keeps it.
    #expect((20...23).contains(completed.count))
    #expect(completed.allSatisfy { $0["reward"]?.doubleValue == $0["architecture"]?["a"]?.doubleValue })
  }
}
