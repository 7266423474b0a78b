import Foundation
import PlainJSON
import Testing

/// Trials that are ended early, with real processes as trainers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EarlyStoppingTests {
  /// Ten steps; the accuracy rises to a hundredth of the decision. A trainer that is asked to end says so in its folder.
  static let trainer = """
    import json, os, signal, sys, time
    folder = os.environ["LUNAS_TRIAL_DIR"]
    def end(*_):
        open(folder + "/asked", "a").close()
        if "stubborn" not in sys.argv: sys.exit(0)
    signal.signal(signal.SIGTERM, end)
    open(folder + "/begun", "a").write("x")
    for step in range(1, 11):
        with open(os.environ["LUNAS_METRICS"], "a") as file:
            print(json.dumps({"step": step, "accuracy": int(sys.argv[1]) / 100 * (1 - 0.5 / step)}), file=file)
        time.sleep(float(sys.argv[2]))
    """

  private func command(_ keys: String, pause: Double = 0.03) throws -> Command {
    let command = try Command()
    try command.write(Self.trainer, to: "train.py")
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 99) }, reward = 'accuracy', seed = 3, controller = 'random',
      trainer = { 'python3', '{script.dir}/train.py', '{arch.a}', '\(pause)' }, \(keys)
      """)
    return command
  }

  private func trials(_ command: Command) throws -> [JSON] {
    let result = try command.run("trials", "k", "--format", "json")
    return try #require(try JSON(parsing: result.output).arrayValue)
  }

  @Test func `a rule that watches what no trial reports is noticed once`() throws {
    let command = try command(
      """
      trials = { max = 3 },
      early_stopping = nas.early_stopping.median { metric = 'acuracy', direction = 'maximize' }
      """, pause: 0)
    defer { command.remove() }
    let result = try command.run("run", "search.lua")
    let text = result.output + result.error
    let notice = "early stopping watches the metric 'acuracy', which trial 1 has not reported, only accuracy"
    #expect(result.code == 0 && text.components(separatedBy: "early stopping watches").count == 2, "\(text)")
    #expect(text.contains(notice), "\(text)")
  }

  private func has(_ file: String, _ trial: JSON, _ command: Command) -> Bool {
    FileManager.default.fileExists(
      atPath: "\(command.folder)/.lunas/searches/k/trials/\(trial["id"]?.text ?? "")/\(file)")
  }

  @Test func `trainers of hopeless trials are asked to end, and what that saved is shown`() throws {
    let command = try command(
      "trials = { max = 24, parallel = 3 }, early_stopping = nas.early_stopping.median { min_trials = 3 }",
      pause: 0.06)
    defer { command.remove() }
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && run.error.isEmpty)
    let trials = try trials(command)
    let stopped = trials.filter { $0["state"] == "stopped" }
    #expect(stopped.count >= 2 && trials.count { $0["state"] == "completed" } == 24 - stopped.count)
    for trial in trials { #expect(!has("asked", trial, command) || trial["state"] == "stopped") }
    #expect(stopped.contains { has("asked", $0, command) })
    for trial in stopped {
      let reason = try #require(trial["reason"]?.stringValue)
      #expect(
        reason.contains(/^median: at step [2-9] its accuracy 0\.\d+ is below the median 0\.\d+ of \d+ trials$/))
      #expect(trial["reward"] == trial["metrics"]?["accuracy"] && trial["attempt"] == 1)
    }
    // The best by its decision is the best that was found.
    let best = trials.max { $0["architecture"]?["a"]?.intValue ?? 0 < $1["architecture"]?["a"]?.intValue ?? 0 }
    #expect(best?["state"] == "completed")
    let words = "early stopping ended \(stopped.count) trials and saved about "
    #expect(run.output.contains(words) && run.output.contains(" of training"))
    #expect(try command.run("status", "k").output.contains(words))
    let status = try JSON(parsing: try command.run("status", "k", "--format", "json").output)
    #expect(
      status["early_stopped"]?.intValue == stopped.count && status["completed"]?.intValue == 24 - stopped.count)
    #expect(status["saved"]?.doubleValue ?? 0 > 0)
  }

  @Test func `a trainer that will not end is ended after its grace, with its place in the search kept`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.trainer, to: "train.py")
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 99) }, reward = 'accuracy', controller = 'random',
      trainer = { 'python3', '{script.dir}/train.py', '{arch.a}', '20', 'stubborn' }, trials = { max = 1 },
      early_stopping = function(trial) return 'no hope' end,
      """)
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0)
    let trial = try #require(try trials(command).first)
    #expect(trial["state"] == "stopped" && has("asked", trial, command))
    #expect(trial["reason"] == "early_stopping: at step 1: no hope")
  }

  @Test func `a controller killed at any moment keeps to what it decided`() throws {
    let command = try command(
      "trials = { max = 40, parallel = 4 }, early_stopping = nas.early_stopping.asha { min_trials = 3 }")
    defer { command.remove() }
    var generator = SystemRandomNumberGenerator()
    var arguments = ["run", "search.lua"]
    for _ in 1...12 {
      let process = try command.start(arguments)
      usleep(UInt32.random(in: 50_000...600_000, using: &generator))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if try command.run("status", "k").code == 0 { arguments = ["resume", "k"] }
    }
    #expect(try command.run("resume", "k").code == 0)
    let trials = try trials(command)
    #expect(trials.compactMap { $0["id"]?.intValue } == Array(1...40))
    let stopped = trials.filter { $0["state"] == "stopped" }
    #expect(!stopped.isEmpty && trials.count { $0["state"] == "completed" } == 40 - stopped.count)
    for trial in stopped {
      // None was begun again, and none has the reason of an interrupted search.
      let folder = "\(command.folder)/.lunas/searches/k/trials/\(trial["id"]?.text ?? "")"
      #expect(try String(contentsOfFile: "\(folder)/begun", encoding: .utf8) == "x")
      #expect(trial["reason"]?.stringValue?.hasPrefix("asha: at step ") == true)
      #expect(trial["reward"]?.doubleValue != nil)
    }
    let status = try JSON(parsing: try command.run("status", "k", "--format", "json").output)
    #expect(status["early_stopped"]?.intValue == stopped.count)
  }

  @Test func `a decision is honoured by the controller that comes next`() throws {
    // A rule that decides once.
    let command = try command(
      """
      trials = { max = 1 }, early_stopping = function(trial)
        if not io.open('decided') then return io.open('decided', 'w') and 'no hope' end
      end
      """, pause: 20)
    defer { command.remove() }
    let process = try command.start(["run", "search.lua"])
    let folder = "\(command.folder)/.lunas/searches/k/trials/1"
    // The supervisor is held, so that the controller is killed after it has decided and before anything came of it.
    while !FileManager.default.fileExists(atPath: "\(folder)/begun") { usleep(2000) }
    let holder = try String(contentsOfFile: "\(folder)/lock", encoding: .utf8)
    let supervisor = try #require(pid_t(holder.prefix { $0.isNumber }))
    kill(supervisor, SIGSTOP)
    while !FileManager.default.fileExists(atPath: "\(command.folder)/decided") { usleep(2000) }
    usleep(300_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    kill(supervisor, SIGCONT)
    #expect(try trials(command).first?["state"] == "running")
    #expect(try command.run("resume", "k").code == 0)
    let trial = try #require(try trials(command).first)
    #expect(trial["state"] == "stopped" && trial["reason"] == "early_stopping: at step 1: no hope")
    #expect(trial["attempt"] == 1)
  }
}
