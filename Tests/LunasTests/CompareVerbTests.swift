import Foundation
import PlainJSON
import Testing

/// `lunas compare FILE`: what it prints, and its exit code.
@Suite(.timeLimit(.minutes(5))) struct CompareVerbTests {
  private static let script = """
    local nas = require 'lunas'
    return nas.compare {
      space = { x = nas.int(1, 50) }, reward = 'y', best = 50, seeds = 3, trials = { max = 10 },
      controllers = { 'grid', 'random' }, trainer = nas.table('{script.dir}/table.csv'),
    }
    """

  private func command(_ script: String = script) throws -> Command {
    let command = try Command()
    try command.write(script, to: "compare.lua")
    try command.write("x,y\n" + (1...50).map { "\($0),\($0)\n" }.joined(), to: "table.csv")
    return command
  }

  @Test func `a table and a chart are printed, and no workspace is made`() throws {
    let command = try command()
    defer { command.remove() }
    let result = try command.run("compare", "compare.lua", "--glyphs", "ascii")
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0] == "regret of y (the best is 50), mean of 3 searches of 10 trials, ± half of its 95 % interval")
    #expect(lines[2].hasPrefix("controller  after 1") && lines[2].contains("to within 0.05  reached  time"))
    #expect(lines[3].hasPrefix("grid        49.0 ±0.0") || lines[3].hasPrefix("grid        49 ±0"), "\(lines[3])")
    #expect(lines[3].contains("> 10") && lines[3].contains("0/3") && lines[3].hasSuffix("10 s  0       0"))
    #expect(lines.contains { $0 == "  o grid   # random" })
    #expect(!FileManager.default.fileExists(atPath: "\(command.folder)/.lunas"))
    let plain = try command.run("compare", "compare.lua", "--no-plot")
    #expect(plain.output.split(separator: "\n").count == 4 && result.output.hasPrefix(plain.output))
  }

  @Test func `JSON and CSV have every number, and options win over the file`() throws {
    let command = try command()
    defer { command.remove() }
    let options = ["--seeds", "2", "--trials", "5", "--parallel", "2", "--seed", "9"]
    let json = try JSON(parsing: try command.run(["compare", "compare.lua", "--format", "json"] + options).output)
    #expect(json["seeds"] == 2 && json["trials"] == 5 && json["parallel"] == 2 && json["best"] == 50.0)
    #expect(json["measure"] == "regret" && json["reward"] == "y" && json["confidence"] == 0.95)
    #expect(json["within"] == 0.05 && json["reference"] == 50.0)
    let controllers = try #require(json["controllers"]?.arrayValue)
    #expect(controllers.map { $0["name"] } == ["grid", "random"])
    #expect(controllers[0]["median_trials"] == .null && controllers[0]["reached"] == 0)
    // Two at once for five trials of a second each.
    #expect(controllers[0]["elapsed"]?.doubleValue == 3 && controllers[0]["failures"]?.doubleValue == 0)
    #expect(controllers[0]["failed"]?.doubleValue == 0 && controllers[0]["infeasible"]?.doubleValue == 0)
    #expect(controllers[0]["problem"] == .null && json["warnings"] == .array([]))
    let curve = try #require(controllers[0]["curve"]?.arrayValue)
    #expect(curve.map { $0["trials"]?.intValue } == [1, 2, 3, 4, 5])
    #expect(curve.map { $0["mean"]?.doubleValue } == [49, 48, 47, 46, 45])
    #expect(controllers[0]["checkpoints"]?.arrayValue?.map { $0["trials"]?.intValue } == [1, 3, 5])
    let lines = try command.run(["compare", "compare.lua", "--format", "csv"] + options).output.split(
      separator: "\n")
    #expect(lines.count == 11 && lines[0] == "controller,trials,mean,low,high" && lines[1].hasPrefix("grid,1,49"))
    // Without a known best there is no regret.
    try command.write(Self.script.replacing("best = 50, ", with: ""), to: "compare.lua")
    let open = try JSON(parsing: try command.run("compare", "compare.lua", "--format", "json").output)
    #expect(open["measure"] == "best_so_far" && open["best"] == .null)
  }

  @Test func `the example that comes with Lunas runs from anywhere`() throws {
    let command = try Command()
    defer { command.remove() }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/searches/compare/compare.lua").standardized.path
    let result = try command.run("compare", script, "--seeds", "2", "--trials", "30", "--format", "json")
    #expect(result.code == 0, "\(result.error)")
    let controllers = try JSON(parsing: result.output)["controllers"]?.arrayValue
    #expect(
      controllers?.map { $0["name"]?.stringValue } == [
        "random", "evolution", "local", "auto",
      ])
    let last = controllers?.compactMap { $0["checkpoints"]?.arrayValue?.last?["mean"]?.doubleValue } ?? []
    #expect(last.count == 4 && last.allSatisfy { $0 >= 0 && $0 < 5 }, "\(last)")
  }

  @Test func `a comparison in which nothing is completed says why, with exit code 1`() throws {
    let command = try command(
      Self.script.replacing(
        "trainer = nas.table('{script.dir}/table.csv')", with: "trainer = function() error 'no GPU' end"))
    defer { command.remove() }
    let result = try command.run("compare", "compare.lua", "--no-plot")
    #expect(result.code == 1 && result.output.contains("warning: random: ") && result.output.contains("no GPU"))
    let json = try command.run("compare", "compare.lua", "--format", "json")
    #expect(json.code == 1 && json.error.contains("no GPU"))
  }

  @Test func `wrong use and wrong files are told apart`() throws {
    let command = try command()
    defer { command.remove() }
    #expect(try command.run("compare").code == 2)
    #expect(try command.run("compare", "compare.lua", "--seeds", "0").code == 2)
    #expect(try command.run("compare", "compare.lua", "--width", "5").code == 2)
    try command.write("return 7", to: "seven.lua")
    let seven = try command.run("compare", "seven.lua")
    #expect(seven.code == 1 && seven.output.isEmpty)
    #expect(
      seven.error.contains(
        "seven.lua must return what to compare, as in 'return nas.compare { ... }', but it returned a number"))
    try command.write(Self.script.replacing("table.csv", with: "tabel.csv"), to: "missing.lua")
    let missing = try command.run("compare", "missing.lua")
    #expect(
      missing.code == 1 && missing.error.contains("tabel.csv: it cannot be read (No such file or directory)"))
    #expect(missing.error.contains("missing.lua:4"))
  }

  @Test func `Ctrl-C ends it at once`() throws {
    let command = try command(Self.script.replacing("seeds = 3", with: "seeds = 1000000"))
    defer { command.remove() }
    let process = try command.start(["compare", "compare.lua"])
    Thread.sleep(forTimeInterval: 1)
    let start = ContinuousClock.now
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
