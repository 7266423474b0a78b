import Foundation
import PlainJSON
import Testing

/// What is broken on the disk or in the clock costs no more than it must, and is told in plain words.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DamageTests {
  private func trials(_ command: Command, in workspace: String = ".lunas") throws -> [JSON] {
    let result = try command.run("trials", "k", "--format", "json", "--workspace", workspace)
    return try #require(try JSON(parsing: result.output).arrayValue)
  }

  private func states(_ trials: [JSON]) -> [String] { trials.compactMap { $0["state"]?.stringValue } }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Writes a search of a grid, in which a trainer is a line of shell that knows its number as `$1`.
  private func write(_ command: Command, _ trainer: String, trials: String) throws {
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 99) }, reward = 'accuracy', controller = 'grid', trials = { \(trials) },
      trainer = { '/bin/sh', '-c', [[\(trainer)]], 'sh', '{arch.a}' },
      """)
  }

  private static let report = "echo '{\"accuracy\":0.5}' >> $LUNAS_METRICS"

  // MARK: The disk

  @Test(.enabled(if: SmallDisk.isPossible, "mounting a small disk takes root"))
  func `a full disk interrupts a search, and with room it goes on from there`() async throws {
    let command = try Command()
    defer { command.remove() }
    let disk = try #require(SmallDisk(at: "\(command.folder)/disk"))
    defer { disk.unmount() }
    let workspace = "\(disk.path)/w"
    // However busy the machine is, the search is in its midst when the disk is full.
    let gate = "\(command.folder)/gate"
    try write(
      command, "[ $1 -lt 10 ] || while [ ! -e \(gate) ]; do sleep 0.02; done; \(Self.report)",
      trials: "max = 40, parallel = 4, max_failed = 40")
    var process = try command.start(["run", "search.lua", "--workspace", workspace])
    while !exists("\(workspace)/searches/k/trials/13/lock") { try await Task.sleep(for: .milliseconds(5)) }
    disk.fill()
    #expect(FileManager.default.createFile(atPath: gate, contents: nil))
    // Whether the controller or a supervisor is the first that wants to write is a matter of chance: the one waits for
    // room, the other is told to go on later.
    func said(_ name: String) throws -> String {
      try String(contentsOfFile: "\(command.folder)/.\(name)", encoding: .utf8)
    }
    while process.isRunning, try !said("out").contains("the disk of \(workspace) is full; ") {
      try await Task.sleep(for: .milliseconds(20))
    }
    let before = try trials(command, in: workspace).filter { $0["state"] == "completed" }
    #expect(!before.isEmpty)
    let interrupted = !process.isRunning
    if interrupted {
      let error = try said("err")
      #expect(error.contains("\(workspace)") && error.contains("cannot be written ("), "\(error)")
      #expect(error.contains("is full") || error.contains("No space left on device"), "\(error)")
      #expect(process.terminationStatus == 1 && error.contains("go on with 'lunas resume'"), "\(error)")
    }

    disk.makeRoom()
    if interrupted { try process = command.start(["resume", "k", "--workspace", workspace]) }
    process.waitUntilExit()
    let words = try said("err")
    #expect(process.terminationStatus == 0, "\(words)")
    let after = try trials(command, in: workspace)
    #expect(after.count == 40 && before.allSatisfy { after.contains($0) })
    // What ran while there was no room could not report, nor could what it said of that be kept.
    #expect(
      after.allSatisfy {
        $0["state"] == "completed" || $0["reason"]?.stringValue?.hasPrefix("exit code ") == true
      }, "\(after)")
    #expect(after.count { $0["state"] == "completed" } >= 32)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "mounting a small disk takes root"))
  func `a workspace that cannot be written can be read`() throws {
    let command = try Command()
    defer { command.remove() }
    let disk = try #require(SmallDisk(at: "\(command.folder)/disk"))
    defer { disk.unmount() }
    let workspace = "\(disk.path)/odd ?#% name"
    try write(command, Self.report, trials: "max = 3")
    #expect(try command.run("run", "search.lua", "--workspace", workspace).code == 0)
    // Some programs end the write-ahead log when they leave; to read, SQLite would then make a new one.
    for name in ["lunas.sqlite-wal", "lunas.sqlite-shm"] { #expect(exists("\(workspace)/\(name)")) }
    let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(TRUNCATE)')"
    let closed = try command.run(
      ["-c", script, "\(workspace)/lunas.sqlite"], program: URL(filePath: "/usr/bin/python3"))
    #expect(closed.code == 0 && !exists("\(workspace)/lunas.sqlite-wal"))

    #expect(disk.makeReadOnly())
    #expect(try trials(command, in: workspace).count == 3)
    for verb in [["status", "k"], ["list"], ["top", "k"], ["show", "k", "2"]] {
      let result = try command.run(verb + ["--workspace", workspace])
      #expect(result.code == 0, "\(result.error)")
    }
    for verb in [["resume", "k", "--max-trials", "5"], ["run", "search.lua"]] {
      let result = try command.run(verb + ["--workspace", workspace])
      #expect(result.code == 1)
      #expect(result.error.contains("\(workspace) cannot be written (Read-only file system)"), "\(result.error)")
    }
  }

  // MARK: The trial folder

  @Test func `a trial folder that cannot be used costs its trial alone`() throws {
    let command = try Command()
    defer { command.remove() }
    let folder = "\(command.folder)/.lunas/searches/k/trials"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try command.write("a file", to: ".lunas/searches/k/trials/2")
    for name in ["3/lock", "4/arch.json", "5/trial.json", "6/stdout.log", "7/metrics.jsonl", "8/exit.json/full"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try write(command, Self.report, trials: "max = 9, parallel = 3, max_failed = 9")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0, "\(run.error)")
    let trials = try trials(command)
    #expect(
      states(trials) == [
        "completed", "failed", "failed", "failed", "completed", "completed", "failed", "completed", "completed",
      ], "\(run.output)")
    let reasons = trials.map { $0["reason"]?.stringValue ?? "" }
    #expect(reasons[1] == "\(folder)/2 cannot be made: Not a directory")
    #expect(reasons[2] == "\(folder)/3/lock cannot be opened: Is a directory")
    #expect(reasons[3] == "\(folder)/4 cannot be written: Is a directory")
    #expect(reasons[6].contains("Is a directory"))
    for reason in [reasons[1], reasons[2], reasons[3]] { #expect(run.output.contains(reason)) }
  }

  @Test func `what is no line of metrics is told and passed over`() throws {
    let command = try Command()
    defer { command.remove() }
    try write(
      command,
      """
      case $1 in
        1) head -c 100000 /dev/urandom >> $LUNAS_METRICS; echo >> $LUNAS_METRICS; \(Self.report);;
        2) head -c 3000000 /dev/zero | tr '\\0' x >> $LUNAS_METRICS; echo >> $LUNAS_METRICS; \(Self.report);;
        3) \(Self.report); printf '{"accuracy":0.9' >> $LUNAS_METRICS;;
        4) printf '{"accuracy":0.5}' >> $LUNAS_METRICS;;
        5) printf '[1]\\n"text"\\n{"note":"no number"}\\n\\n  \\n' >> $LUNAS_METRICS; \(Self.report);;
        6) : > $LUNAS_METRICS;;
        7) \(Self.report); rm $LUNAS_METRICS;;
      esac
      """, trials: "max = 7, max_failed = 7")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0, "\(run.error)")
    let trials = try trials(command)
    #expect(
      Array(states(trials).prefix(6)) == [
        "completed", "completed", "completed", "completed", "completed", "failed",
      ])
    #expect(trials.prefix(5).allSatisfy { $0["reward"]?.doubleValue == 0.5 })
    #expect(trials[5]["reason"]?.stringValue?.contains("accuracy") == true)
    for words in [
      "k, trial 2: line 1 of its metrics ", "k, trial 3: line 2 of its metrics ",
      "k, trial 5: line 1 of its metrics ",
      "k, trial 5: line 2 of its metrics ", "k, trial 5: line 3 of its metrics ",
    ] { #expect(run.output.contains(words), "\(words)") }
  }

  /// Starts trials that run for a while, kills the controller and waits until they have reached a point.
  private func abandon(_ command: Command, _ count: Int, until file: String) async throws -> String {
    let folder = "\(command.folder)/.lunas/searches/k/trials"
    let process = try command.start(["run", "search.lua"])
    while !(1...count).allSatisfy({ exists("\(folder)/\($0)/artifacts/began") }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    while !(1...count).allSatisfy({ exists("\(folder)/\($0)/\(file)") }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    return folder
  }

  @Test func `a trial whose end cannot be read is started again`() async throws {
    let command = try Command()
    defer { command.remove() }
    try write(
      command, "touch $LUNAS_TRIAL_DIR/artifacts/began; sleep 0.5; \(Self.report)", trials: "max = 8, parallel = 8"
    )
    let folder = try await abandon(command, 8, until: "exit.json")
    let path = { (number: Int) in "\(folder)/\(number)/exit.json" }
    let whole = try String(contentsOfFile: path(2), encoding: .utf8)
    for (number, text) in [
      (1, ""), (2, String(whole.prefix(whole.count / 2))), (3, String(repeating: "[", count: 5_000_000)),
      (4, "{\"how\":\"vanished\",\"started\":1,\"ended\":2}"), (5, "\u{0}\u{1}\u{2}"), (6, "[1]\n"),
    ] { try text.write(toFile: path(number), atomically: false, encoding: .utf8) }
    try FileManager.default.removeItem(atPath: path(7))
    try FileManager.default.createDirectory(atPath: path(7), withIntermediateDirectories: false)
    let resumed = try command.run("resume", "k")
    #expect(resumed.code == 0, "\(resumed.error)")
    let trials = try trials(command)
    #expect(states(trials) == Array(repeating: "completed", count: 8))
    #expect(trials.compactMap { $0["attempt"]?.intValue } == [2, 2, 2, 2, 2, 2, 2, 1])
    for number in 1...7 { #expect(resumed.output.contains("k, trial \(number): "), "\(resumed.output)") }
  }

  @Test func `a running trial is taken over though nobody can read what it runs`() async throws {
    let command = try Command()
    defer { command.remove() }
    try write(
      command, "touch $LUNAS_TRIAL_DIR/artifacts/began; sleep 2; \(Self.report)", trials: "max = 2, parallel = 2")
    let folder = try await abandon(command, 2, until: "artifacts/began")
    try "{\"id\":1,".write(toFile: "\(folder)/1/trial.json", atomically: false, encoding: .utf8)
    let resumed = try command.run("resume", "k")
    #expect(resumed.code == 0, "\(resumed.error)")
    let trials = try trials(command)
    #expect(states(trials) == ["completed", "completed"] && trials.map { $0["attempt"] } == [1, 1])
  }

  // MARK: The clock

  @Test func `a clock that jumps changes no duration and ends no search`() async throws {
    let command = try Command()
    defer { command.remove() }
    let clock = try JumpingClock(in: command.folder)
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 99) }, reward = 'accuracy', controller = 'grid',
      trials = { max = 8, parallel = 1, timeout = '30m' }, stop = { nas.stop.wall_clock '1h' },
      trainer = { '/bin/sh', '-c', [[
        cd "$LUNAS_TRIAL_DIR/artifacts"; touch began
        case $1 in 3|5|7) until [ -e jumped ]; do sleep 0.01; done;; esac
        sleep 0.3; \(Self.report)]], 'sh', '{trial.id}' },
      """)
    let process = try command.start(["run", "search.lua"], environment: clock.environment)
    let folder = "\(command.folder)/.lunas/searches/k/trials"
    for (number, seconds) in [(3, 7200), (5, -7200), (7, 0)] {
      while !exists("\(folder)/\(number)/artifacts/began") { try await Task.sleep(for: .milliseconds(5)) }
      try clock.jump(to: seconds)
      #expect(FileManager.default.createFile(atPath: "\(folder)/\(number)/artifacts/jumped", contents: nil))
    }
    process.waitUntilExit()
    let output = try String(contentsOfFile: "\(command.folder)/.out", encoding: .utf8)
    #expect(process.terminationStatus == 0 && output.contains("all 8 trials are done"), "\(output)")
    let trials = try trials(command)
    #expect(states(trials) == Array(repeating: "completed", count: 8))
    let moments = trials.compactMap { $0["started"]?.doubleValue }
    #expect(try #require(moments.max()) - #require(moments.min()) > 7000)
    for trial in trials {
      let (start, end) = try (#require(trial["started"]?.doubleValue), #require(trial["ended"]?.doubleValue))
      #expect(end - start >= 0.3 && end - start < 3000)
    }
  }
}
