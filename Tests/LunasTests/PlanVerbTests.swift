import PlainJSON
import Testing

/// `lunas plan FILE`: what it prints, and its exit code.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PlanVerbTests {
  private static let search = """
    return nas.search {
      name = 'k', space = { a = nas.int(1, 9), b = nas.int(0, 9) }, reward = 'accuracy', seed = 5,
      trainer = { '/bin/sh', '-c', [[sleep 0.05; echo "{\\"accuracy\\":0.$1$2}" >> $LUNAS_METRICS]], 'sh', '{arch.a}', '{arch.b}' },
      trials = { max = 12, parallel = 4, gpus = 0 },
    }
    """

  private func plan(_ script: String, _ options: String...) throws -> Command.Result {
    let command = try Command()
    defer { command.remove() }
    try command.write("local nas = require 'lunas'\n" + script, to: "plan.lua")
    return try command.run(["plan", "plan.lua"] + options)
  }

  @Test func `settings stand side by side`() throws {
    let result = try plan(
      Self.search, "--trials", "3000", "--trial-hours", "2", "--parallel", "10,20,50", "--gpus", "2", "--price",
      "2.5",
      "--currency", "EUR")
    #expect(result.code == 0 && result.error.isEmpty)
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: " ", omittingEmptySubsequences: true)
    }
    let row = { (name: String) in
      lines.first { $0.joined(separator: " ").hasPrefix(name + " ") }.map { $0.joined(separator: " ") }
    }
    #expect(row("at once") == "at once 10 20 50")
    #expect(row("time") == "time 25 d 12.5 d 5 d")
    #expect(row("GPUs needed") == "GPUs needed 20 40 100")
    #expect(row("cost") == "cost 30000 EUR 30000 EUR 30000 EUR")
  }

  @Test func `JSON and CSV have the plans`() throws {
    let options = ["--trials", "3000", "--trial-hours", "2", "--parallel", "20", "--gpus", "2"]
    let json = try JSON(
      parsing: plan(
        Self.search, options[0], options[1], options[2], options[3], options[4], options[5], options[6],
        options[7], "--format", "json"
      ).output)
    let first = try #require(json["plans"]?.arrayValue?.first)
    #expect(first["name"] == "k" && first["days"]?.doubleValue == 12.5 && first["gpus"] == 40)
    #expect(first["gpu_hours"]?.doubleValue == 12000 && first["cost"] == .null && first["batches"] == [])
    #expect(first["ranges"]?["days"]?["median"]?.doubleValue == 12.5)
    let csv = try plan(
      "return nas.plan { trials = 3000, trial_hours = 2, gpus = 2, name = 'a' }", "--format", "csv"
    ).output
    #expect(
      csv.hasPrefix("name,trials,parallel,gpus_per_trial,days,")
        && csv.contains("\na,3000,20,2,12.5,12.5,12.5,12.5,40,12000"))
  }

  @Test func `a search that ran tells how long its trials take`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write("local nas = require 'lunas'\n" + Self.search, to: "plan.lua")
    let before = try command.run("plan", "plan.lua")
    #expect(
      before.code == 1
        && before.error.contains("no completed trial of it; give trial_hours (--trial-hours on the command line)"))
    #expect(try command.run("run", "plan.lua").code == 0)
    let after = try command.run("plan", "plan.lua", "--format", "json")
    let plan = try #require(try JSON(parsing: after.output)["plans"]?.arrayValue?.first)
    let hours = try #require(plan["trial_hours"]?.doubleValue)
    #expect(hours * 3600 > 0.05 && hours < 0.01 && plan["trials"] == 12)
    #expect(plan["notes"]?.text.contains("that of 12 completed trials of 'k'") == true)
    let guess = try command.run("plan", "plan.lua", "--trials", "auto", "--parallel", "2")
    #expect(
      guess.code == 0 && guess.output.contains("note: trials: a guess from the size of the space for 'auto'"))
  }

  @Test(arguments: [
    (
      "return 7",
      "plan.lua must return what to plan, as in 'return nas.search { ... }' or 'return nas.plan { ... }'"
    ),
    ("return", "but it returned nothing"),
    ("return nas.plan { trials = 10 }", "plan.lua:2: "),
  ])
  func `a file that returns no plan is told so`(script: String, problem: String) throws {
    let result = try plan(script)
    #expect(result.code == 1 && result.output.isEmpty && result.error.contains(problem))
  }

  @Test(arguments: [("--trials", "0"), ("--parallel", "1,x"), ("--job-limit", "soon")])
  func `wrong use is told before anything is read`(option: String, value: String) throws {
    let result = try plan(Self.search, option, value)
    #expect(result.code == 2 && result.error.contains(option) && result.error.contains(value))
  }

  @Test func `a setting that cannot be is named`() throws {
    let result = try plan(Self.search, "--trial-hours", "2", "--parallel", "0")
    #expect(result.code == 1 && result.error.contains("parallel: at least 1 expected, got 0"))
  }
}
