import Foundation
import Testing

/// Splits that `nas.split { from = ... }` opens.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OpenedSplitTests {
  private func command(_ keys: String = "") throws -> Command {
    let command = try Command()
    let lines = (0..<2000).map { "\($0).png,\($0 % 2 == 0 ? "cat" : "dog")\n" }
    try command.write("path,label\n" + lines.joined(), to: "train.csv")
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 1000) }, reward = 'score', seed = 3,
      data = nas.split { from = 'mine', \(keys) }, trials = { max = tonumber(os.getenv('MOST') or 2) },
      trainer = { '/bin/sh', '-c', 'test -s {data.train} && echo "{\\\\"score\\\\": {arch.a}}" >> $LUNAS_METRICS' },
      """)
    #expect(try command.run("split", "--train", "train.csv", "--label", "label", "--out", "mine").code == 0)
    return command
  }

  @Test func `a part of another size is told before anything runs`() throws {
    let command = try command()
    defer { command.remove() }
    let file = "\(command.folder)/mine/stage1-validation.csv"
    let whole = try String(contentsOfFile: file, encoding: .utf8)
    for changed in [whole + "9.png,cat\n", String(whole.prefix(100))] {
      try command.write(changed, to: "mine/stage1-validation.csv")
      let result = try command.run("run", "search.lua")
      #expect(result.code == 1)
      #expect(
        result.error.contains(
          "stage1-validation.csv: it has \(changed.utf8.count) bytes, but \(whole.utf8.count) were"),
        "\(result.error)")
    }
    try command.write(whole, to: "mine/stage1-validation.csv")
    #expect(try command.run("run", "search.lua").code == 0)
  }

  @Test func `a search does not go on with a part that has other contents of the same size`() throws {
    let command = try command()
    defer { command.remove() }
    #expect(try command.run("run", "search.lua").code == 0)
    let whole = try String(contentsOfFile: "\(command.folder)/mine/stage1-train.csv", encoding: .utf8)
    try command.write(whole.replacing("cat", with: "dog"), to: "mine/stage1-train.csv")
    let result = try command.run(["resume", "k"], environment: ["MOST": "4"])
    #expect(result.code == 1)
    #expect(
      result.error.contains("other data: the part stage1.train of its split has other contents now"),
      "\(result.error)")
    try command.write(whole, to: "mine/stage1-train.csv")
    #expect(try command.run(["resume", "k"], environment: ["MOST": "4"]).code == 0)
  }

  @Test func `keys that an opened split would pass over are errors`() throws {
    let command = try command("stage1 = 0.5, label = 'label', seed = 3")
    defer { command.remove() }
    let result = try command.run("run", "search.lua")
    #expect(result.code == 1)
    #expect(
      result.error.contains("the keys 'stage1', 'seed', 'label' mean nothing beside it; leave out"),
      "\(result.error)")
    try command.write(
      "require('lunas').split { train = 'train.csv', label = 'label', seed = -1 }", to: "s.lua")
    #expect(try command.run("s.lua").error.contains("a whole number from 0 on expected, got -1"))
  }
}
