import PlainJSON
import Testing

/// The time that one run of a search may take, and the runs that it is made of.
@Suite(.serialized, .timeLimit(.minutes(5))) struct JobLimitTests {
  @Test func `a search whose run has had its time is interrupted, and goes on as often as wanted`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { x = nas.int(1, 50) }, reward = 'accuracy', controller = 'random', job_limit = '2s',
      trainer = { '/bin/sh', '-c', [[sleep 0.5; echo "{\\"accuracy\\":$1}" >> $LUNAS_METRICS]], 'sh', '{arch.x}' },
      trials = { max = 10 }
      """)
    let first = try command.run("run", "search.lua")
    #expect(first.code == 130 && first.error == "lunas: interrupted; go on with 'lunas resume k'\n")
    #expect(
      first.output.contains(
        "k: the limit of 2 s for one run is reached; 'lunas resume k' goes on with as much again"))
    var codes: [Int32] = []
    while codes.last != 0, codes.count < 9 { codes.append(try command.run("resume", "k").code) }
    #expect(codes.last == 0 && codes.dropLast().allSatisfy { $0 == 130 })
    let status = try command.run("status", "k").output
    #expect(status.contains("10 completed") && status.contains("runs\n") && status.contains("\ntrained for "))
    let runs = try #require(
      try JSON(parsing: command.run("status", "k", "--format", "json").output)["runs"]?.arrayValue)
    #expect(runs.count == codes.count + 1)
    #expect(runs.first?["reason"] == "the limit of 2 s for one run is reached")
    #expect(runs.last?["reason"] == "all 10 trials are done")
    for run in runs {
      let (start, end) = (run["start"]?.doubleValue ?? 0, run["end"]?.doubleValue ?? 0)
      #expect(start > 0 && end >= start && run["host"]?.stringValue?.isEmpty == false)
    }
  }

  @Test(arguments: [
    ("'0s'", "above 0 (false for no limit) expected, got 0"), ("'soon'", "seconds or text such as '2h', or false"),
    ("true", "seconds or text such as '2h', or false"),
  ])
  func `a limit that is no time is refused`(value: String, problem: String) throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      "name = 'k', space = { x = nas.int(1, 2) }, reward = 'r', trainer = { 'true' }, job_limit = \(value)")
    let result = try command.run("run", "search.lua")
    #expect(result.code == 1 && result.error.contains("job_limit: ") && result.error.contains(problem))
  }
}
