import Foundation
import PlainJSON
import Testing

/// Searches on data that Lunas splits, with real processes that read the parts.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DataSearchTests {
  /// Counts the rows of its files, and waits if it is told to.
  private static let trainer = """
    import os, sys, time
    train, validation = (sum(1 for _ in open(path)) - 1 for path in sys.argv[1:3])
    time.sleep(float(sys.argv[3]))
    with open(os.environ["LUNAS_METRICS"], "a") as file:
        file.write('{"score": %s, "train": %d, "validation": %d}\\n' % (sys.argv[4], train, validation))
    """

  private func command(split keys: String = "", rows: Int = 2000, force: String = "") throws -> Command {
    let command = try Command()
    try write(rows: rows, to: "train.csv", of: command)
    try write(rows: 300, to: "real.csv", of: command)
    try command.write(Self.trainer, to: "trainer.py")
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 1000) }, reward = 'score', seed = 3, \(force)
      data = nas.split { train = 'train.csv', label = 'label', validation = '{script.dir}/real.csv', \(keys) },
      trainer = { '/usr/bin/python3', 'trainer.py', '{data.train}', '{data.validation}', '{config.pause}', '{arch.a}' },
      proxy = { pause = tonumber(os.getenv('PAUSE') or 0) }, full = { pause = 0 }, trials = { max = 6, parallel = 2 },
      """)
    return command
  }

  private func write(rows: Int, to name: String, of command: Command) throws {
    let lines = (0..<rows).map { "\(name)\($0).png,\($0 % 2 == 0 ? "cat" : "dog")\n" }
    try command.write("path,label\n" + lines.joined(), to: name)
  }

  private func counts(_ command: Command, _ name: String) throws -> Set<String> {
    let result = try command.run("trials", name, "--format", "json")
    return Set(
      try JSON(parsing: result.output).arrayValue?.map { trial in
        ["train", "validation"].map { trial["metrics"]?[$0]?.intValue.map(String.init) ?? "?" }.joined(
          separator: " ")
      } ?? [])
  }

  @Test func `stage 1 reads its part of the data, and stage 2 all of it and the real validation`() throws {
    let command = try command()
    defer { command.remove() }
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output.contains("1800 items to train and 200 to validate in stage 1; checks: watch"))
    #expect(try command.run("train", "k", "--top", "2").code == 0)
    #expect(try counts(command, "k") == ["1800 200"])
    #expect(try counts(command, "k-full") == ["2000 300"])
    let status = try JSON(parsing: command.run("status", "k-full", "--format", "json").output)
    #expect(status["data"]?["items"]?["stage1.validation"] == 200)
    #expect(status["data"]?["paths"]?["stage2.train"]?.stringValue?.hasSuffix("/train.csv") == true)
    let show = try JSON(parsing: command.run("show", "k", "1", "--format", "json").output)
    #expect(show["data"] == status["data"]?["folder"])
  }

  @Test func `a search whose controller was killed goes on with the same files`() throws {
    let command = try command()
    defer { command.remove() }
    let process = try command.start(["run", "search.lua"], environment: ["PAUSE": "0.5"])
    let data = "\(command.folder)/.lunas/data"
    // Until there is a store, there is nothing to read.
    while (try? counts(command, "k"))?.contains("1800 200") != true, process.isRunning { usleep(20_000) }
    #expect(process.isRunning)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let folder = try #require(
      FileManager.default.contentsOfDirectory(atPath: data).first { $0.hasPrefix("train-") })
    let written = {
      try FileManager.default.attributesOfItem(atPath: "\(data)/\(folder)/split.json")[.systemFileNumber]
    }
    let before = try written() as? Int
    let resumed = try command.run("resume", "k")
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(try counts(command, "k") == ["1800 200"])
    #expect(try written() as? Int == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: data).count == 2)
  }

  @Test func `a search does not go on with other data`() throws {
    let command = try command()
    defer { command.remove() }
    #expect(try command.run("run", "search.lua", "--max-trials", "3").code == 0)
    try write(rows: 2200, to: "train.csv", of: command)
    for arguments in [["resume", "k", "--max-trials", "6"], ["train", "k"]] {
      let result = try command.run(arguments)
      #expect(result.code == 1)
      #expect(
        result.error.contains(
          "the search 'k' was started on other data: 'train.csv' has other contents now, and rewards on other data cannot"
        ),
        "\(result.error)")
    }
    try write(rows: 2000, to: "train.csv", of: command)
    #expect(try command.run("train", "k", "--top", "1").code == 0)
    #expect(try counts(command, "k-full") == ["2000 300"])
  }

  @Test func `resuming leaves the split in a folder of one's own as it is`() throws {
    let command = try command(split: "out = 'mine'")
    defer { command.remove() }
    #expect(try command.run("run", "search.lua", "--max-trials", "3").code == 0)
    try write(rows: 2200, to: "train.csv", of: command)
    let result = try command.run("resume", "k", "--max-trials", "6")
    #expect(result.code == 1)
    #expect(
      result.error.contains("mine: it holds a split that was made otherwise: 'train.csv' has other contents"))
    let kept = try String(contentsOfFile: "\(command.folder)/mine/stage1-train.csv", encoding: .utf8)
    #expect(kept.split(separator: "\n").count == 1801)
    try FileManager.default.removeItem(atPath: "\(command.folder)/.lunas")
    #expect(try command.run("run", "search.lua").code == 0)
    #expect(try counts(command, "k") == ["1980 220"])
  }

  @Test func `a part that somebody changed is made again`() throws {
    let command = try command(split: "out = 'mine'")
    defer { command.remove() }
    try command.write(
      "nas = require 'lunas' d = nas.split { train = 'train.csv', label = 'label', out = 'mine' }", to: "s.lua")
    #expect(try command.run("s.lua").code == 0)
    let whole = try String(contentsOfFile: "\(command.folder)/mine/stage1-train.csv", encoding: .utf8)
    try command.write("path,label\n", to: "mine/stage1-train.csv")
    #expect(try command.run("s.lua").code == 0)
    #expect(try String(contentsOfFile: "\(command.folder)/mine/stage1-train.csv", encoding: .utf8) == whole)
  }

  @Test func `checking a script splits nothing, and tells what is wrong with the data`() throws {
    let command = try command(split: "thresholds = { items = { watch = 20000, bad = 2001 } }")
    defer { command.remove() }
    let check = try command.run("check", "search.lua")
    #expect(check.code == 1)
    #expect(check.error.contains("too small or too imbalanced") && check.error.contains("force = true"))
    #expect(!FileManager.default.fileExists(atPath: "\(command.folder)/.lunas"))
  }

  @Test func `data that is too small is searched on by force, which is said`() throws {
    let command = try command(rows: 100, force: "force = true,")
    defer { command.remove() }
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0)
    let all = run.output + run.error
    #expect(all.ranges(of: "forced: the data is too small").count == 1, "\(all)")
    #expect(run.output.contains("checks: bad, forced"))
    let train = try command.run("train", "k", "--top", "1")
    #expect(train.code == 0 && !(train.output + train.error).contains("forced: the data"))
  }

  @Test func `Ctrl-C ends a split, and leaves nothing behind`() throws {
    let command = try command()
    defer { command.remove() }
    try write(rows: 1_500_000, to: "train.csv", of: command)
    let process = try command.start(["run", "search.lua"])
    while !FileManager.default.fileExists(atPath: "\(command.folder)/.lunas/data"), process.isRunning {
      usleep(2000)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let left = try? FileManager.default.contentsOfDirectory(atPath: "\(command.folder)/.lunas/data")
    #expect(left ?? [] == [])
  }
}
