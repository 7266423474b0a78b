import Foundation
import PlainJSON
import Testing

/// `lunas baseline` and `lunas noise`, with real processes as trainers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BaselineVerbTests {
  /// Accuracies along the steps come from a list in the configuration; the last digit from the seed.
  private static func search(_ more: String = "", steps: String = "0.1 0.3 0.5") -> String {
    """
    name = 'k', space = { a = nas.int(1, 9, { default = 5 }) }, reward = 'accuracy', seed = 3,
    trainer = { '/bin/sh', '-c', [[
      echo $1 >> $LUNAS_TRIAL_DIR/../runs
      [ -e fail ] && exit 7
      [ -e wait ] && { touch waits; sleep 60; }
      sleep 0.3; step=0
      for accuracy in $2; do
        step=$((step + 1)); sleep 0.1
        printf '{"step":%d,"accuracy":%s0%s}\\n' $step $accuracy $3 >> $LUNAS_METRICS
      done]], 'sh', '{arch.a}', '{config.steps}', '{seed}' },
    proxy = { steps = '0.1 0.2' }, full = { steps = '\(steps)' }, trials = { max = 2 }, \(more)
    """
  }

  private func runs(_ command: Command, _ name: String) -> String {
    (try? String(contentsOfFile: "\(command.folder)/.lunas/searches/\(name)/trials/runs", encoding: .utf8)) ?? ""
  }

  @Test func `a baseline is trained once, and looked up from then on`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search())
    let first = try command.run("baseline", "search.lua", "--seeds", "2")
    #expect(first.code == 0, "\(first.error)")
    #expect(
      first.output.contains("baseline of 'k' (k-baseline): 2 of 2 full trainings of {\"a\":5}\naccuracy 0.5"))
    #expect(first.output.contains("\nstep  accuracy") && first.output.contains("; start-up "))
    #expect(runs(command, "k-baseline") == "5\n5\n")
    let again = try command.run("baseline", "search.lua", "--format", "json")
    #expect(again.code == 0 && again.error.isEmpty && runs(command, "k-baseline") == "5\n5\n")
    let report = try JSON(parsing: again.output)
    #expect(report["search"] == "k" && report["architecture"] == ["a": 5] && report["metric"] == "accuracy")
    #expect(report["curve"]?.arrayValue?.map { $0["step"] } == [1, 2, 3])
    let seconds = try #require(report["curve"]?.arrayValue?.compactMap { $0["seconds"]?.doubleValue })
    #expect(seconds.count == 3 && seconds == seconds.sorted() && seconds[0] > 0.3)
    // Two seeds, two scores.
    #expect(Set(report["reward"]?["values"]?.arrayValue ?? []).count == 2)
    #expect(report["reward"]?["deviation"]?.doubleValue ?? 0 > 0)
    #expect(report["time"]?["start_up_from"] == "reports" && report["time"]?["start_up"]?.doubleValue ?? 0 > 0.1)
    #expect(report["time"]?["losses"]?.arrayValue?.contains { $0["what"] == "waiting" } == true)
    #expect(report["trainings"]?.arrayValue?.count == 2)
  }

  @Test func `more seeds are added, and what is trained anew stands beside the earlier`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search())
    try command.run("baseline", "search.lua")
    let one = try command.run("baseline", "search.lua")
    #expect(one.output.contains("how much it varies is known from two trainings on"))
    #expect(try command.run("baseline", "search.lua", "--seeds", "3").code == 0)
    #expect(runs(command, "k-baseline") == "5\n5\n5\n")
    #expect(try command.run("baseline", "search.lua", "--again").output.contains("(k-baseline-2): 1 of 1 full"))
    #expect(try command.run("baseline", "search.lua").output.hasPrefix("baseline of 'k' (k-baseline-2)"))
    let list = try command.run("list").output
    #expect(list.contains("k-baseline    stage 2, baseline of k  completed  3 completed"), "\(list)")
    #expect(list.contains("k-baseline-2  stage 2, baseline of k  completed  1 completed"))
    let documents = try JSON(parsing: command.run("list", "--format", "json").output).arrayValue ?? []
    #expect(documents.map { $0["name"] } == ["k-baseline", "k-baseline-2"] && documents[0]["kind"] == "baseline")
    #expect(documents[0]["of"] == "k" && documents[0]["trials"] == ["completed": 3] && documents[0]["stage"] == 2)
    #expect(documents[0]["state"] == "completed" && documents[0]["running"] == false)
    #expect(
      try command.run("list", "--format", "csv").output.hasPrefix("name,stage,kind,of,state,trials,running,"))
    let status = try command.run("status", "k-baseline").output
    #expect(status.contains("k-baseline (stage 2, baseline of k): 3 completed\n\ntrainings\n"), "\(status)")
    // They are searches of their own: the search itself begins as ever.
    #expect(try command.run("run", "search.lua").code == 0)
    #expect(try command.run("train", "k", "--top", "1").code == 0)
  }

  @Test func `a baseline of something else is told apart, and the way out works`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search())
    try command.run("baseline", "search.lua")
    let file = """
      local nas = require 'lunas'
      return nas.baseline { search = nas.search { \(Self.search()) }, architecture = { a = 7 } }
      """
    try command.write(file, to: "other.lua")
    let other = try command.run("baseline", "other.lua")
    #expect(other.code == 1)
    #expect(
      other.error.contains(
        "'k-baseline' was trained with another architecture, {\"a\":5}; put it back, or train anew with again = true (--again)"
      ), "\(other.error)")
    #expect(try command.run("baseline", "other.lua", "--again").code == 0)
    #expect(runs(command, "k-baseline-2") == "7\n")
    try command.writeSearch(Self.search(steps: "0.1 0.2"), to: "shorter.lua")
    #expect(try command.run("baseline", "shorter.lua").error.contains("was trained with another architecture"))
    try command.write(file.replacing("0.1 0.3 0.5", with: "0.1"), to: "other.lua")
    #expect(
      try command.run("baseline", "other.lua").error.contains(
        "with other values of 'full', {\"steps\":\"0.1 0.3 0.5\"}"))
    let missing = Self.search().replacing("full = { steps = '0.1 0.3 0.5' },", with: "")
    try command.writeSearch(missing, to: "none.lua")
    #expect(try command.run("baseline", "none.lua").error.contains("the search 'k' has no full training; give"))
    try command.write("return 7", to: "seven.lua")
    #expect(
      try command.run("baseline", "seven.lua").error.contains(
        "seven.lua must return a search or nas.baseline { search = ... }, but it returned a number"))
  }

  @Test func `a baseline that fails says why, and is tried anew`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search())
    try command.write("", to: "fail")
    let failed = try command.run("baseline", "search.lua")
    #expect(failed.code != 0 && failed.output.contains("training 1 is failed: exit code 7"), "\(failed.output)")
    #expect(failed.output.contains("no training was completed, so nothing is known of its accuracy"))
    try FileManager.default.removeItem(atPath: "\(command.folder)/fail")
    #expect(try command.run("baseline", "search.lua", "--again").code == 0)
  }

  @Test func `an interrupted baseline is gone on with, also where its controller was killed`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search())
    try command.write("", to: "wait")
    let waits = "\(command.folder)/waits"
    let interrupted = try command.start(["baseline", "search.lua"])
    try wait(for: waits)
    interrupted.interrupt()
    interrupted.waitUntilExit()
    #expect(interrupted.terminationStatus == 130)
    let words = try String(contentsOfFile: "\(command.folder)/.err", encoding: .utf8)
    #expect(words.contains("go on with 'lunas resume k-baseline'"))
    try FileManager.default.removeItem(atPath: "\(command.folder)/wait")
    let resumed = try command.run("resume", "k-baseline")
    #expect(resumed.code == 0 && resumed.output.contains("k-baseline (stage 2, baseline of k): 1 completed"))
    #expect(runs(command, "k-baseline") == "5\n5\n")
    try FileManager.default.removeItem(atPath: waits)
    try command.write("", to: "wait")
    let killed = try command.start(["noise", "search.lua", "--repeats", "2"])
    try wait(for: waits)
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    try FileManager.default.removeItem(atPath: "\(command.folder)/wait")
    // The trainer outlives its controller; it goes on when its pause ends.
    let pause = try #require(Self.pause(in: command.folder))
    kill(pause, SIGKILL)
    let again = try command.run("noise", "search.lua", "--repeats", "2")
    #expect(again.output.contains("resumed: 0 trials had ended"), "\(again.output) \(again.error)")
  }

  /// Waits for a file, 20 seconds at most.
  private func wait(for path: String) throws {
    for _ in 0..<1000 where !FileManager.default.fileExists(atPath: path) { usleep(20_000) }
    try #require(FileManager.default.fileExists(atPath: path))
  }

  /// The process that the trainer waits for.
  private static func pause(in folder: String) -> Int32? {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return pids.first { pid in
      let variables = FileManager.default.contents(atPath: "/proc/\(pid)/environ") ?? Data()
      let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
      return variables.range(of: Data("LUNAS_TRIAL_DIR=\(folder)".utf8)) != nil
        && words.starts(with: Data("sleep".utf8))
    }
  }

  @Test func `noise is measured on the proxy task`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search())
    let noise = try command.run("noise", "search.lua", "--repeats", "3")
    #expect(noise.code == 0, "\(noise.error)")
    #expect(
      noise.output.contains("noise of 'k' (k-noise): 3 of 3 repeats of {\"a\":5} on the proxy task\naccuracy 0.2"))
    #expect(noise.output.contains("coefficient of variation ") && noise.output.contains(": good (at most 0.4)"))
    #expect(noise.output.contains("smoothness 0 (mean of 3 curves): good (at most 10)"))
    let report = try JSON(parsing: command.run("noise", "search.lua", "--format", "json").output)
    #expect(report["good"] == true && report["variation"]?["limit"]?.doubleValue == 0.4)
    #expect(
      report["variation"]?["value"]?.doubleValue ?? 0 > 0
        && report["smoothness"]?["values"]?.arrayValue?.count == 3)
  }

  @Test func `a curve that is flat or falls is bad, and the verb says so by its exit code`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search().replacing("'0.1 0.2'", with: "'0.2 0.2'"))
    let flat = try command.run("noise", "search.lua", "--repeats", "2")
    #expect(
      flat.code == 1 && flat.output.contains("the curves of accuracy are flat: the same value"), "\(flat.output)")
    let falling = Self.search().replacing("'0.1 0.2'", with: "'0.1 0.3 0.2 0.5 0.4 0.6 0.5 0.65 0.55 0.66'")
    try command.writeSearch(falling)
    let bad = try command.run("noise", "search.lua", "--repeats", "2", "--again", "--format", "json")
    let report = try JSON(parsing: bad.output)
    #expect(bad.code == 1 && report["good"] == false && report["smoothness"]?["good"] == false)
    // The reference value of this curve is 19.2857; the seed's digits are behind those that count.
    #expect(abs((report["smoothness"]?["value"]?.doubleValue ?? 0) - 19.2857) < 0.1)
    #expect(try command.run("noise", "search.lua", "--repeats", "1").code == 2)
  }
}
