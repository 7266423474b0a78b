import Foundation
import PlainJSON
import Testing

/// Failures of real trainers, told apart.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FailureTests {
  /// What the trainer does depends on a: each of the first six has a way of its own to end.
  private static let search = """
    name = 'k', space = { a = nas.int(1, 8) }, reward = 'accuracy', controller = 'grid',
    trainer = { '/bin/sh', '-c', [[
      case $1 in
        1) echo "Traceback" >&2; echo "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB" >&2
           for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do echo "frame $i" >&2; done; exit 1;;
        2) echo '{"accuracy":0.9}' >> $LUNAS_METRICS; sleep 60;;
        3) echo '{"infeasible":"the stride leaves no pixel","params":5}' >> $LUNAS_METRICS; exit 7;;
        4) echo '{"infeasible":"too deep"}' >> $LUNAS_METRICS; kill -SEGV $$;;
        5) echo "ValueError: bad kernel" >&2; exit 2;;
        6) echo '{"infeasible":"no head"}' >> $LUNAS_METRICS;;
        *) echo "{\\"accuracy\\":0.$1}" >> $LUNAS_METRICS;;
      esac]], 'sh', '{arch.a}' },
    """

  private func trials(_ command: Command) throws -> [JSON] {
    let result = try command.run("trials", "k", "--format", "json")
    return try #require(try JSON(parsing: result.output).arrayValue)
  }

  @Test func `each end is told apart, and what cannot be trained is no failure`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search + "trials = { max = 8, timeout = 0.5, max_failed = 4 }")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && run.output.contains("all 8 trials are done"))
    let trials = try trials(command)
    #expect(
      trials.map { $0["state"]?.stringValue }
        == ["failed", "failed", "infeasible", "infeasible", "failed", "infeasible", "completed", "completed"])
    #expect(
      trials.map { $0["failure"]?.stringValue }
        == ["out_of_memory", "timed_out", nil, nil, "crashed", nil, nil, nil])
    // The words that say so stand above the last ones that are kept.
    let said = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB"
    #expect(
      trials[0]["reason"]?.stringValue?.hasPrefix(
        "out of memory, says PyTorch: exit code 1: \(said)\nThe last lines of its standard error:\nframe 6\n")
        == true)
    #expect(trials[2]["reason"] == "the stride leaves no pixel" && trials[2]["metrics"]?["params"]?.intValue == 5)
    #expect(trials[3]["reason"] == "too deep" && trials[5]["reason"] == "no head")
    let status = try command.run("status", "k").output
    #expect(status.contains("2 completed, 3 failed, 3 infeasible"))
    for line in ["1 out of memory", "1 timed out", "1 crashed", "1 infeasible"] { #expect(status.contains(line)) }
    #expect(status.contains("out of memory, says PyTorch: exit code 1: \(said.prefix(50))"))
    let table = try command.run("trials", "k").output
    #expect(table.contains("failed (out of memory)") && table.contains("failed (timed out)"))
    let shown = try command.run("show", "k", "1").output
    #expect(
      shown.contains("failure       out_of_memory\n")
        && shown.contains("\n\nout of memory, says PyTorch: exit code 1"))
    let members = try JSON(parsing: command.run("show", "k", "2", "--format", "json").output).objectValue ?? [:]
    #expect(trials[1].objectValue?.allSatisfy { members[$0.key] == $0.value } == true)
    #expect(try command.run("show", "k", "9").error.contains("'k' has no trial 9; its trials are 1 to 8"))
    let csv = try command.run("trials", "k", "--format", "csv").output.split(separator: "\n")
    #expect(csv[0].hasSuffix(",failure") && csv.contains { $0.hasSuffix(",timed_out") })
  }

  @Test func `a limit of failures counts failures alone`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search + "trials = { max = 8, timeout = 0.5, max_failed = 3 }")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 3 && run.output.contains("the limit of 3 failed trials is reached"))
    #expect(try trials(command).count == 5)
  }

  @Test func `what a trainer said while nobody watched is heard when the search goes on`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 8) }, reward = 'accuracy', controller = 'grid', trials = { max = 1 },
      trainer = { '/bin/sh', '-c', [[
        touch $LUNAS_TRIAL_DIR/began; sleep 0.5; echo '{"infeasible":"too wide"}' >> $LUNAS_METRICS; exit 9]] },
      """)
    let process = try command.start(["run", "search.lua"])
    let folder = "\(command.folder)/.lunas/searches/k/trials/1"
    while !FileManager.default.fileExists(atPath: "\(folder)/began") { usleep(10_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    while !FileManager.default.fileExists(atPath: "\(folder)/exit.json") { usleep(10_000) }
    #expect(try command.run("resume", "k").code == 3)
    let trial = try #require(try trials(command).first)
    #expect(trial["state"] == "infeasible" && trial["reason"] == "too wide" && trial["attempt"]?.intValue == 1)
  }

  @Test func `a program that gets no memory is known`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 8) }, reward = 'accuracy', controller = 'grid',
      trials = { max = 1, max_failed = 2 },
      trainer = { '/bin/sh', '-c', 'ulimit -v 1000000; exec python3 -c "bytearray(4 * 10**9)"' },
      """)
    #expect(try command.run("run", "search.lua").code == 3)
    let trial = try #require(try trials(command).first)
    #expect(trial["failure"] == "out_of_host_memory")
    #expect(
      trial["reason"]?.stringValue?.hasPrefix(
        "out of host memory, says Python: exit code 1: MemoryError\nThe last lines of its standard error:\nTraceback"
      )
        == true)
  }

  @Test func `a trial without its metric, with NaN or without a program says which and how`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 4) }, reward = 'accuracy', controller = 'grid',
      trials = { max = 4, max_failed = 9, parallel = 1 },
      trainer = { '/bin/sh', '-c', [[
        case $1 in
          1) echo '{"step":1,"accuracy":0.5}\\n{"step":2,"accuracy":0.7,"loss":NaN}\\n{"step":3,"accuracy":NaN}' \
               | tee -a $LUNAS_METRICS;;
          2) echo '{"loss":1}' >> $LUNAS_METRICS;;
          3) echo '{"accuracy":"inf"}' >> $LUNAS_METRICS;;
          *) kill -FPE $$;;
        esac]], 'sh', '{arch.a}' },
      """)
    #expect(try command.run("run", "search.lua").code == 3)
    let trials = try trials(command)
    #expect(trials.map { $0["failure"]?.stringValue } == ["not_finite", "no_metric", "not_finite", "crashed"])
    #expect(
      trials.map { $0["reason"]?.stringValue } == [
        "the reward is nan; 'accuracy' was 0.5 at step 1, 0.7 at step 2, nan at step 3",
        "the trainer reported no metric 'accuracy', only loss", "the reward is inf; 'accuracy' was inf",
        "killed by signal 8 (Floating point exception)",
      ])
    let table = try command.run("trials", "k").output
    #expect(table.contains("failed (not finite)") && table.contains("failed (no metric)"))
    try command.writeSearch(
      "name = 'm', space = { a = nas.int(1, 4) }, reward = 'accuracy', trials = { max = 1, max_failed = 9 }, "
        + "trainer = { 'no-such-trainer' }")
    #expect(try command.run("run", "search.lua").code == 3)
    let missing = try JSON(parsing: command.run("trials", "m", "--format", "json").output).arrayValue?.first
    #expect(missing?["failure"] == "not_started")
    #expect(missing?["reason"] == "cannot start 'no-such-trainer': No such file or directory")
  }

  @Test func `the front is shown as a table, as JSON and as CSV`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 6) }, controller = 'grid', trials = { max = 6 },
      objectives = { nas.maximize 'accuracy', nas.minimize 'latency_ms' }, limits = { nas.at_most('latency_ms', 50) },
      trainer = function(arch) return { accuracy = arch.a == 3 and 0 or arch.a / 10, latency_ms = 10 * arch.a } end,
      """)
    #expect(try command.run("run", "search.lua").code == 0)
    let json = try #require(try JSON(parsing: command.run("front", "k", "--format", "json").output).arrayValue)
    #expect(json.compactMap { $0["id"]?.intValue } == [5, 4, 2, 1])
    #expect(json.allSatisfy { $0["within_limits"] == true })
    let table = try command.run("front", "k").output.split(separator: "\n")
    #expect(table.count == 5 && table[0].contains("accuracy  latency_ms") && table[1].hasPrefix("5 "))
    #expect(try command.run("front", "k", "--format", "csv").output.split(separator: "\n").count == 5)
    #expect(
      try command.run("top", "k", "-n", "6").output.split(separator: "\n").last?.contains("outside the limits")
        == true)
    try command.writeSearch(
      "name = 'one', space = { a = nas.int(1, 3) }, reward = 'r', trials = { max = 1 },"
        + " trainer = function() return { r = 1 } end")
    try command.run("run", "search.lua")
    let error = try command.run("front", "one")
    #expect(error.code == 1 && error.error.contains("give nas.search the key 'objectives'"))
  }

  @Test func `a search that has done all its trials goes on with more`() throws {
    let command = try Command()
    defer { command.remove() }
    let search =
      "name = 'k', space = { a = nas.int(1, 99) }, reward = 'r', trainer = function(a) return { r = a.a } end,"
    try command.writeSearch(search + "trials = { max = 3 }")
    #expect(try command.run("run", "search.lua").code == 0)
    let before = try trials(command)
    let nothing = try command.run("resume", "k")
    #expect(nothing.code == 0)
    #expect(
      nothing.output.hasSuffix(
        "\n'k' has ended (completed: all 3 trials are done); nothing to go on with; --max-trials N adds trials (N in all)\n"
      ),
      "\(nothing.output)")
    #expect(try trials(command) == before)
    let more = try command.run("resume", "k", "--max-trials", "5", "--parallel", "2")
    #expect(more.code == 0 && !more.output.contains("nothing to go on with"))
    #expect(try Array(trials(command).prefix(3)) == before && trials(command).count == 5)
    // What the command line once gave counts until it gives something else.
    try command.writeSearch(search + "trials = { max = 9 }")
    #expect(try command.run("resume", "k").code == 0)
    #expect(try trials(command).count == 5)
    #expect(try command.run("resume", "k", "--max-trials", "7").code == 0)
    #expect(try trials(command).count == 7)
    #expect(try command.run("resume", "k", "--max-trials", "0").code == 2)
  }
}
