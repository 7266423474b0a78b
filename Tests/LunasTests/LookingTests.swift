import Foundation
import PlainJSON
import Testing

/// What can be looked up of trials afterwards, and how commands end.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LookingTests {
  private static func search(_ body: String, _ keys: String = "trials = { max = 2, max_failed = 9 }") -> String {
    """
    name = 'k', space = { a = nas.int(1, 4) }, reward = 'accuracy', controller = 'grid', full = {},
    trainer = { '/bin/sh', '-c', [[
      report() { echo "{\\"step\\":$1,\\"accuracy\\":0.$1}" >> $LUNAS_METRICS; }
      \(body)]], 'sh', '{arch.a}' },
    \(keys)
    """
  }

  private func document(_ command: Command, _ id: String) throws -> JSON {
    try JSON(parsing: command.run("show", "k", id, "--format", "json").output)
  }

  @Test func `events, reports, attempts and times of a trial are shown`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        """
        report 1; echo "{\\"step\\":1.5,\\"accuracy\\":0.2}" >> $LUNAS_METRICS; echo rubbish >> $LUNAS_METRICS; report 3
        [ -d $LUNAS_TRIAL_DIR/attempts ] && exit 0; exit 7
        """, "retry = 1, trials = { max = 1 }"))
    #expect(try command.run("run", "search.lua").code == 0)
    let shown = try command.run("show", "k", "1").output
    #expect(shown.contains("metrics_step_dropped") && shown.contains("malformed_metrics"), "\(shown)")
    #expect(shown.contains("\nattempt 1  crashed  exit code 7") && shown.contains("trained for"))
    #expect(shown.contains("reports\nstep  accuracy\n1     0.1\n-     0.2\n"))
    let year = Calendar.current.component(.year, from: Date())
    #expect(shown.contains("\nstarted") && shown.contains(" \(year)-"))
    let document = try document(command, "1")
    #expect(document["events"]?.arrayValue?.contains { $0["kind"] == "malformed_metrics" } == true)
    #expect(document["attempts"]?.arrayValue?.first?["failure"] == "crashed")
    #expect(document["reports"]?.arrayValue?.compactMap { $0["step"]?.intValue } == [1, 3])
    #expect(document["folder"]?.stringValue?.hasSuffix("searches/k/trials/1") == true)
    let (training, total) = (document["training_seconds"]?.doubleValue, document["total_seconds"]?.doubleValue)
    // With the first attempt and the wait for the second.
    #expect(try #require(total) > #require(training))
    #expect(document["started_at"]?.stringValue?.hasSuffix("Z") == true)
  }

  @Test func `a search in which nothing was completed has failed, also when it is resumed`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search("exit 4"))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 3 && run.output.contains("all 2 trials are done, and none was completed"))
    #expect(try command.run("resume", "k").code == 3)
    // It was out of trials, and more may do better.
    let more = try command.run("resume", "k", "--max-trials", "3")
    #expect(more.output.contains("resumed: 2 trials had ended"))
  }

  @Test func `more of the best are trained when more are asked for, and none twice`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search("report $1", "trials = { max = 3 }"))
    #expect(try command.run("run", "search.lua", "--workspace", "w").code == 0)
    #expect(try command.run("train", "k", "--top", "1", "--workspace", "w").code == 0)
    #expect(try command.run("train", "k", "--top", "2", "--workspace", "w").code == 0)
    let trials = try JSON(parsing: command.run("trials", "k-full", "--workspace", "w", "--format", "json").output)
    #expect(trials.arrayValue?.map { $0["source"]?.intValue } == [3, 2])
    let again = try command.run("train", "k", "--top", "2", "--workspace", "w")
    #expect(again.code == 1 && again.error.contains("the best 2 trials of 'k' have been trained already"))
    #expect(again.error.contains("'lunas status k-full --workspace w', or give --top more than 2"))
  }

  @Test func `a log is shown, of each attempt, and followed to the end`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        """
        [ -d $LUNAS_TRIAL_DIR/attempts ] || { echo one; exit 1; }
        echo two; sleep 1; echo three; echo four >&2; report 1
        """, "retry = 1, trials = { max = 1 }"))
    let process = try command.start(["run", "search.lua"])
    while try command.run("log", "k", "1").output.isEmpty { usleep(20_000) }
    let followed = try command.run("log", "k", "1", "-f")
    #expect(followed.code == 0 && followed.output.hasSuffix("two\nthree\n"))
    process.waitUntilExit()
    #expect(try command.run("log", "k", "1", "--attempt", "1").output == "one\n")
    #expect(try command.run("log", "k", "1", "--stderr").output == "four\n")
    let missing = try command.run("log", "k", "9", "-f")
    #expect(missing.code == 1 && missing.error.contains("has no trial 9; its only trial is 1"))
  }

  @Test func `limits of nothing and trials that are none are refused`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search("report 1", "trials = { max = 1, timeout = 0 }"))
    let refused = try command.run("run", "search.lua")
    #expect(refused.code == 1 && refused.error.contains("trials.timeout: above 0 (leave it out for no limit)"))
    try command.writeSearch(Self.search("report 1", "trials = { max = 1 }"), to: "good.lua")
    try command.write("local s = dofile 'good.lua'; s:run(); print(pcall(s.why, s, 99))", to: "why.lua")
    let why = try command.run("why.lua").output
    #expect(why.contains("false\tthe search 'k' has no trial 99; its only trial is 1"), "\(why)")
  }

  @Test func `what is told of an interrupted search names its workspace, and of a lost trial its supervisor`()
    async throws
  {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search("echo $PPID > pid; report 1; sleep 1", "trials = { max = 2 }"))
    let killed = try command.start(["run", "search.lua", "--workspace", "w"])
    let path = "\(command.folder)/pid"
    while (try? String(contentsOfFile: path, encoding: .utf8))?.hasSuffix("\n") != true { usleep(20_000) }
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    let supervisor = try #require(
      Int32(String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(supervisor, SIGKILL)
    await Task.yield()
    try FileManager.default.removeItem(atPath: path)
    let resumed = try command.start(["resume", "k", "--workspace", "w"])
    while !FileManager.default.fileExists(atPath: path) { usleep(20_000) }
    kill(resumed.processIdentifier, SIGINT)
    resumed.waitUntilExit()
    let output = try String(contentsOfFile: "\(command.folder)/.out", encoding: .utf8)
    let error = try String(contentsOfFile: "\(command.folder)/.err", encoding: .utf8)
    #expect(output.hasPrefix("stage 1: search 'k'"), "\(output)")
    #expect(output.contains("its supervisor is gone without a word"), "\(output)")
    #expect(error.contains("go on with 'lunas resume k --workspace "), "\(error)")
  }
}
