import Foundation
import NVMLDouble
import PlainJSON
import Testing

/// Failed trials that are tried again, with real trainers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RetryTests {
  /// A shell trainer of three architectures; `$N` is the attempt's number, counted in the trial's folder.
  private static func search(_ body: String, _ keys: String) -> String {
    """
    name = 'k', space = { a = nas.int(1, 3) }, reward = 'accuracy', controller = 'grid',
    proxy = { batch = 64, lr = 0.1 },
    trainer = { '/bin/sh', '-c', [[
      echo x >> $LUNAS_TRIAL_DIR/artifacts/count; N=$(wc -l < $LUNAS_TRIAL_DIR/artifacts/count); A=$1; B=$2
      good() { echo "{\\"accuracy\\":0.$A}" >> $LUNAS_METRICS; exit 0; }
      oom() { echo "torch.OutOfMemoryError: CUDA out of memory." >&2; exit 1; }
      \(body)]], 'sh', '{arch.a}', '{config.batch}' },
    \(keys)
    """
  }

  private func trials(_ command: Command) throws -> [JSON] {
    try #require(try JSON(parsing: command.run("trials", "k", "--format", "json").output).arrayValue)
  }

  private func attempts(_ trials: [JSON]) -> [Int?] { trials.map { $0["attempt"]?.intValue } }

  private func states(_ trials: [JSON]) -> [String?] { trials.map { $0["state"]?.stringValue } }

  @Test func `only the causes that are asked for are tried again, as often as asked`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "case $A in 1) [ $N -lt 3 ] && oom; good;; 2) oom;; *) echo 'ValueError: bad' >&2; exit 3;; esac",
        "retry = { times = 2, on = { 'oom' } }, trials = { max = 3, max_failed = 3 }"))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0)
    #expect(run.output.contains("it is tried again, attempt 2") && run.output.contains("attempt 3"))
    let trials = try trials(command)
    #expect(states(trials) == ["completed", "failed", "failed"] && attempts(trials) == [3, 3, 1])
    #expect(trials[1]["failure"] == "out_of_memory" && trials[2]["failure"] == "crashed")
    let shown = try command.run("show", "k", "1").output
    #expect(shown.contains("before\nattempt 1  out_of_memory  out of memory, says PyTorch"), "\(shown)")
    #expect(shown.contains("\nattempt 2  out_of_memory"))
    let folder = "\(command.folder)/.lunas/searches/k/trials/1/attempts"
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["1", "2"])
    #expect(try String(contentsOfFile: "\(folder)/1/stderr.log", encoding: .utf8).contains("CUDA out of memory"))
  }

  @Test func `a number alone does not try again what is certain to come again`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "case $A in 1) [ $N -lt 2 ] && exit 5; good;; 2) sleep 60;; *) exit 0;; esac",
        "retry = 1, trials = { max = 3, max_failed = 3, timeout = 0.4 }"))
    #expect(try command.run("run", "search.lua").code == 0)
    let trials = try trials(command)
    #expect(states(trials) == ["completed", "failed", "failed"] && attempts(trials) == [2, 1, 1])
  }

  @Test func `a hang, a missing metric and a NaN are causes`() throws {
    let command = try Command()
    defer { command.remove() }
    let body = """
      [ $N -gt 1 ] && good
      case $A in 1) sleep 60;; 2) exit 0;; *) echo '{"accuracy":NaN}' >> $LUNAS_METRICS;; esac
      """
    try command.writeSearch(
      Self.search(
        body, "retry = { times = 1, on = { 'hung', 'no_metric', 'nan' } }, trials = { max = 3, silence = 0.5 }"))
    #expect(try command.run("run", "search.lua").code == 0)
    let trials = try trials(command)
    #expect(states(trials) == ["completed", "completed", "completed"] && attempts(trials) == [2, 2, 2])
  }

  @Test func `any means any, and a function that fails on metrics does not train again`() throws {
    let command = try Command()
    defer { command.remove() }
    let body = "case $A in 1) [ $N -lt 2 ] && sleep 60; good;; *) good;; esac"
    try command.writeSearch(
      Self.search(body, "retry = { times = 1, on = { 'any' } }, trials = { max = 1, timeout = 0.4 }"))
    #expect(try command.run("run", "search.lua").code == 0)
    #expect(try attempts(trials(command)) == [2])
    try command.writeSearch(
      "name = 'r', space = { a = nas.int(1, 3) }, controller = 'grid', reward = function(m) error('mine') end,"
        + "trainer = { '/bin/sh', '-c', 'echo \"{\\\\\"accuracy\\\\\":1}\" >> $LUNAS_METRICS' },"
        + "retry = { times = 3, on = { 'crashed' } }, trials = { max = 1, max_failed = 2 }")
    #expect(try command.run("run", "search.lua").code == 3)
    let trial = try JSON(parsing: command.run("show", "r", "1", "--format", "json").output)
    #expect(trial["state"] == "failed" && trial["attempt"]?.intValue == 1)
  }

  @Test func `a function tries again with half the batch, and the trial shows it`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "[ $B -gt 16 ] && oom; good",
        """
        trials = { max = 2 },
        on_failure = function(trial)
          assert(trial.failure == 'out_of_memory' and trial.log:find('CUDA out of memory') and trial.reason:find('PyTorch'))
          assert(trial.config.lr == 0.1 and trial.attempt == trial.retries + 1 and trial.architecture.a == trial.id)
          if trial.id == 2 and trial.config.batch == 32 then return { infeasible = 'too wide for batch 32' } end
          return { config = { batch = trial.config.batch // 2 } }
        end
        """))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && run.output.contains("it is tried again with batch = 32, attempt 2"), "\(run.output)")
    let trials = try trials(command)
    #expect(states(trials) == ["completed", "infeasible"] && attempts(trials) == [3, 2])
    #expect(trials[0]["config"] == ["batch": 16] && trials[1]["reason"] == "too wide for batch 32")
    #expect(try command.run("show", "k", "1").output.contains("config        {\"batch\":16}\n"))
    let spec = try JSON(
      parsing: String(contentsOfFile: "\(command.folder)/.lunas/searches/k/trials/1/trial.json", encoding: .utf8))
    #expect(spec["config"] == ["batch": 16, "lr": 0.1] && spec["argv"]?.arrayValue?.last == "16")
  }

  @Test func `a function can say no, and has a limit`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "exit 7",
        """
        trials = { max = 3, max_failed = 4 }, retry = 2,
        on_failure = function(trial)
          if trial.id == 1 then return false elseif trial.id == 2 then return 'retry' end
        end
        """))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 3 && run.output.contains("was tried again 2 times, which is the limit"))
    #expect(try attempts(trials(command)) == [1, 3, 3])
  }

  @Test func `mistakes of the function are told once and the search goes on`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "exit 7",
        """
        trials = { max = 3, max_failed = 4 },
        on_failure = function(trial)
          if trial.id == 3 then return { config = { bacth = 16 } } end
          return { confg = { batch = 16 } }
        end
        """))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 3)
    let mistake = "on_failure failed: what it returned: a known key expected, got 'confg' (did you mean 'config'?)"
    #expect(run.output.components(separatedBy: mistake).count == 2, "\(run.output)")
    #expect(run.output.contains("unknown key of the configuration 'bacth'; did you mean 'batch'?"))
    #expect(try states(trials(command)) == ["failed", "failed", "failed"])
  }

  @Test func `trainers that are functions are tried again as well`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 3) }, reward = 'r', controller = 'grid', proxy = { batch = 8 },
      trials = { max = 3 },
      trainer = function(arch, config)
        if config.batch > 2 then error('out of memory') end
        return { r = arch.a }
      end,
      on_failure = function(trial) return { config = { batch = trial.config.batch / 2 } } end,
      """)
    #expect(try command.run("run", "search.lua").code == 0)
    let trials = try trials(command)
    #expect(states(trials) == ["completed", "completed", "completed"] && attempts(trials) == [3, 3, 3])
  }

  @Test func `a controller that is killed loses neither counts nor what was changed`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "[ $N -eq 2 ] && { touch $LUNAS_TRIAL_DIR/second; sleep 0.7; }; [ $N -lt 4 ] && oom; good",
        "trials = { max = 1, max_failed = 2 }, retry = { times = 2, on = { 'oom' } },"
          + "on_failure = function(trial) if trial.attempt == 1 then return { config = { batch = 5 } } end end"))
    let process = try command.start(["run", "search.lua"])
    let folder = "\(command.folder)/.lunas/searches/k/trials/1"
    while !FileManager.default.fileExists(atPath: "\(folder)/second") { usleep(10_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try command.run("resume", "k").code == 3)
    let trial = try #require(try trials(command).first)
    #expect(trial["state"] == "failed" && trial["attempt"]?.intValue == 3 && trial["config"] == ["batch": 5])
    let second = try String(contentsOfFile: "\(folder)/attempts/2/trial.json", encoding: .utf8)
    #expect(try JSON(parsing: second)["config"]?["batch"]?.intValue == 5)
    #expect(try String(contentsOfFile: "\(folder)/artifacts/count", encoding: .utf8) == "x\nx\nx\n")
  }

  @Test func `how often a lost trial is started again can be said`() throws {
    let command = try Command()
    defer { command.remove() }
    // It kills its own supervisor.
    try command.writeSearch(
      Self.search(
        "kill -KILL $PPID; sleep 60",
        "trials = { max = 1, max_failed = 2 }, retry = { times = 1, on = { 'lost' } }"))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 3, "\(run.output)")
    let trial = try #require(try trials(command).first)
    #expect(trial["state"] == "failed" && trial["attempt"]?.intValue == 2)
    #expect(trial["reason"] == "its supervisor was killed, 2 times in all")
  }

  @Test func `a trial that ran out of memory beside others has the GPU for itself the next time`() throws {
    let command = try Command()
    let double = try NVMLDouble("driver 550.54.15\ngpu GPU-a 1A 16384 0 0 40 NVIDIA Tesla T4\n")
    defer {
      command.remove()
      double.remove()
    }
    try command.writeSearch(
      Self.search(
        """
        echo "begin $A $N $DEVICES $CUDA_VISIBLE_DEVICES" >> log
          [ $A = 1 ] && [ $N = 1 ] && oom
          sleep 0.6; echo "end $A $N" >> log; good
        """,
        "wrap = { 'env', 'DEVICES={devices}' }, retry = { times = 1, on = { 'oom' } },"
          + "trials = { max = 4, parallel = 4, gpu_memory = '4GB' }"))
    let variables = ["LUNAS_NVML": double.path, "CUDA_VISIBLE_DEVICES": "0,1,2,3"]
    let run = try command.run(["run", "search.lua", "--max-trials", "3"], environment: variables)
    #expect(run.code == 0, "\(run.output)")
    let log = try String(contentsOfFile: "\(command.folder)/log", encoding: .utf8).split(separator: "\n").map(
      String.init)
    #expect(log.count == 7 && log.prefix(3).allSatisfy { $0.hasPrefix("begin") && $0.contains(" 1 GPU-a GPU-a") })
    #expect(Set(log[3...4]) == ["end 2 1", "end 3 1"])
    #expect(log.suffix(2) == ["begin 1 2 GPU-a GPU-a", "end 1 2"], "\(log)")
  }

  @Test(arguments: [
    ("retry = { on = { 'oomm' } }", "cause of failure expected, got 'oomm' (did you mean 'oom'?)"),
    ("retry = { on = 'oom' }", "put it in { }"), ("retry = { on = {} }", "at least one cause"),
    ("retry = -1", "0 to 1000 times"), ("retry = 'oom'", "number of times"),
    ("retry = { time = 2 }", "did you mean 'times'?"), ("on_failure = 'retry'", "function expected"),
    ("wrap = 'nice'", "put it in { }"), ("wrap = { '{trial.evn}' }", "did you mean 'trial.env'?"),
    ("wrap = { '{trial.evn}' }", "the argument of wrap '{trial.evn}'"), ("unwrap = { 'true' }", "no key 'wrap'"),
    ("env = { A = '{confg.x}' }", "the value of env.A: unknown placeholder"),
    ("env = { ['A-B'] = '1' }", "letters, digits"),
    ("env = { 'A=1' }", "NAME = \"value\""), ("env = { LUNAS_SEED = '1' }", "as Lunas' own do"),
    ("env = { A = {} }", "string or number expected"),
  ])
  func `what is wrong is said with the way out`(keys: String, words: String) throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      "name = 'k', space = { a = nas.int(1, 3) }, reward = 'r', trainer = { 'true' }, \(keys)")
    let run = try command.run("run", "search.lua")
    #expect(run.code == 1 && run.error.contains("search.lua:2"), "\(run.error)")
    #expect(run.error.contains(words), "\(run.error)")
  }
}
