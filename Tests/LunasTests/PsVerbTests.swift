import Foundation
import PlainJSON
import Testing

/// What is seen of searches from outside, beside GPUs: see ``GPUSearchTests``.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PsVerbTests {
  private func ps(_ command: Command) throws -> JSON {
    let result = try command.run("ps", "--format", "json")
    return result.code == 0 ? try JSON(parsing: result.output) : .null
  }

  private func wait(_ command: Command, until isSo: (JSON) -> Bool) async throws -> JSON {
    for _ in 0..<300 {
      let overview = try ps(command)
      if isSo(overview) { return overview }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw GPUMachine.NotSo(description: "it never came to that; at last: \(try ps(command).text)")
  }

  @Test func `a running trial shows what it uses and its last report`() async throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 9) }, reward = 'accuracy', trials = { max = 1 },
      trainer = { '/bin/sh', '-c', [[echo '{"step": 1, "accuracy": 0.5, "loss": NaN}' >> $LUNAS_METRICS
        while [ ! -e go ]; do :; done]] },
      """)
    let process = try command.start(["run", "search.lua"])
    let overview = try await wait(command) { $0["trials"]?.arrayValue?.first?["step"]?.intValue == 1 }
    #expect(overview["controller"]?["pid"]?.intValue == Int(process.processIdentifier))
    let trial = try #require(overview["trials"]?.arrayValue?.first)
    #expect(trial["search"] == "k" && trial["id"] == 1 && trial["state"] == "running" && trial["why"] == .null)
    #expect(trial["memory"]?.intValue ?? 0 > 10_000 && trial["processes"] == 1)
    #expect(trial["cpu"]?.doubleValue ?? 0 > 0.1 && trial["cpu_seconds"]?.doubleValue ?? 0 > 0)
    #expect(trial["metrics"] == ["accuracy": 0.5, "loss": "NaN"])
    let csv = try command.run("ps", "--format", "csv").output.split(separator: "\n")
    #expect(
      csv.first?.hasPrefix("search,id,state,attempt,") == true && csv.last?.hasPrefix("k,1,running,1,") == true)
    let table = try command.run("ps").output
    #expect(table.hasPrefix("controller: pid \(process.processIdentifier) on "))
    #expect(table.contains("step 1 accuracy=0.5 loss=nan"))
    try command.write("", to: "go")
    process.waitUntilExit()
  }

  @Test func `what waits for its search to go on says how`() async throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 9) }, reward = 'accuracy', trials = { max = 2, parallel = 2 },
      trainer = { '/bin/sleep', '1000' },
      """)
    let process = try command.start(["run", "search.lua"])
    _ = try await wait(command) { overview in
      overview["trials"]?.arrayValue?.map { $0["state"] } == ["running", "running"]
    }
    process.interrupt()
    process.waitUntilExit()
    let (standard, other) = ("\(command.folder)/.lunas", "\(command.folder)/other")
    try FileManager.default.moveItem(atPath: standard, toPath: other)
    let elsewhere = try command.run("ps", "--workspace", "other").output
    #expect(
      elsewhere.contains("no controller runs: 'lunas resume k --workspace \(other)' goes on"), "\(elsewhere)")
    try FileManager.default.moveItem(atPath: other, toPath: standard)
    let lines = try command.run("ps").output.split(separator: "\n").map(String.init)
    #expect(lines.first == "no controller runs in this workspace")
    let trials = "k       1 (attempt 2), 2 (attempt 2)"
    #expect(lines.last == "\(trials)  no controller runs: 'lunas resume k' goes on")
  }

  @Test func `a function that trains is told as one, and its search from others of the workspace`() async throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      """
      local nas = require 'lunas'
      local function wait() while not io.open('go') do end return { accuracy = 1 } end
      local keys = { space = { a = nas.int(1, 9) }, reward = 'accuracy', trials = { max = 1 }, trainer = wait }
      keys.name = arg[1]
      nas.search(keys):run()
      """, to: "search.lua")
    let first = try command.start(["search.lua", "one"])
    let running = try await wait(command) { $0["trials"]?.arrayValue?.first?["state"] == "running" }
    let why = running["trials"]?.arrayValue?.first?["why"]
    #expect(why == "a function of the script, in the controller")
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    let second = try command.start(["search.lua", "two"])
    let both = try await wait(command) { $0["trials"]?.arrayValue?.count == 2 }
    #expect(both["trials"]?.arrayValue?.map { $0["state"] } == ["lost", "running"])
    #expect(
      both["trials"]?.arrayValue?.first?["why"] == "its controller is gone: 'lunas resume one' starts it again")
    try command.write("", to: "go")
    second.waitUntilExit()
  }

  @Test func `where there is no workspace it says so`() throws {
    let command = try Command()
    defer { command.remove() }
    let result = try command.run("ps")
    #expect(result.code == 1 && result.error.contains("\(command.folder)/.lunas"))
  }
}
