import Foundation
import PlainJSON
import Testing

/// The search in `Scripts/searches/split`, as its first lines tell to run it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SplitExampleTests {
  private static let example = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Scripts/searches/split").standardized.path

  @Test func `digits are split, searched on and trained on in full`() throws {
    let command = try Command()
    defer { command.remove() }
    let write = Process()
    write.executableURL = URL(filePath: "/usr/bin/python3")
    write.arguments = ["-B", "\(Self.example)/write_digits.py", "\(command.folder)/.lunas/digits"]
    try write.run()
    write.waitUntilExit()
    #expect(write.terminationStatus == 0)
    let run = try command.run("run", "\(Self.example)/search.lua", "--max-trials", "6")
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains("1150 items to train and 287 to validate in stage 1"), "\(run.output)")
    let train = try command.run("train", "pixels", "--top", "2")
    #expect(train.code == 0, "\(train.output)\(train.error)")
    let trials = try JSON(parsing: command.run("trials", "pixels-full", "--format", "json").output).arrayValue
    #expect(try #require(trials?.first?["reward"]?.doubleValue) > 0.8)
    // Its reward is an accuracy on a part whose size is known.
    let status = try JSON(parsing: command.run("status", "pixels-full", "--format", "json").output)
    #expect(try #require(status["bias"]?["noise"]?.doubleValue) > 0)
  }
}

/// Splits at the prompt.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SplitPromptTests {
  @Test func `Ctrl-C ends the split of many shards, and leaves nothing behind`() throws {
    let command = try Command()
    let folder = command.folder
    for item in 0..<400 { try command.write("\(item % 2)", to: "\(item).cls") }
    _ = try command.run(
      ["--create", "--file", "s-0.tar", "--sort=name"] + (0..<400).map { "\($0).cls" },
      program: URL(filePath: "/bin/tar"))
    // As many shards as make the split last, and no space.
    for shard in 1..<3000 { link("\(folder)/s-0.tar", "\(folder)/s-\(shard).tar") }
    let session = try TmuxSession(command)
    defer { session.close() }
    try session.type("d = nas.split { train = 's-*.tar' }")
    try session.wait("the call") { $0.last?.hasSuffix("}") == true }
    try session.press("Enter")
    let data = "\(folder)/.lunas/data"
    try session.wait("the split to begin") { _ in
      (try? FileManager.default.contentsOfDirectory(atPath: data))?.contains { $0.hasSuffix(".partial") } == true
    }
    try session.press("C-c")
    try session.waitForPrompt()
    #expect(try session.screen().contains { $0.contains("interrupted") })
    #expect((try? FileManager.default.contentsOfDirectory(atPath: data)) ?? [] == [])
  }
}
