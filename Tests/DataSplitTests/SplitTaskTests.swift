import DataSplit
import Foundation
import Testing

@Suite struct SplitTaskTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func task(_ path: String, seed: UInt64 = 1, to folder: String = "out") throws -> SplitTask {
    SplitTask(
      train: try ItemSources.source(at: path), columns: ItemColumns(label: "y"), request: SplitRequest(seed: seed),
      folder: "\(scratch.path)/\(folder)")
  }

  private func table(_ count: Int) -> String {
    "x,y\n" + (0..<count).map { "row \($0),\($0 % 3 == 0 ? "a" : "b")\n" }.joined()
  }

  @Test func `both parts together are the input, each row once`() throws {
    // Large enough for several buckets.
    let text = table(400_000)
    let split = try task(try scratch.file("t.csv", text)).run()
    let lines = try ["stage1.train", "stage1.validation"].flatMap { name in
      try scratch.text(try #require(split.files[name])).split(separator: "\n").dropFirst()
    }
    #expect(lines.count == 400_000)
    #expect(lines.sorted() == text.split(separator: "\n").dropFirst().sorted())
    #expect(split.split.train.count == 360_000)
  }

  @Test func `rows are written in the order of the split`() throws {
    let split = try task(try scratch.file("t.csv", table(400_000))).run()
    let lines = try scratch.text(try #require(split.files["stage1.train"])).split(separator: "\n").dropFirst()
    #expect(lines.map { $0.split(separator: ",")[0] } == split.split.train.map { "row \($0)" })
  }

  @Test func `the same seed gives the same bytes, and another seed others`() throws {
    let path = try scratch.file("t.csv", table(1000))
    let texts = try [1, 1, 2].enumerated().map { index, seed in
      try scratch.text(
        "\(try task(path, seed: UInt64(seed), to: "out\(index)").run().files["stage1.train"] ?? "")")
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }

  @Test func `the hash of an input is the one that sha256sum prints`() throws {
    let split = try task(
      try scratch.file("t.csv", "x,y\n" + (0..<20).map { "\($0),a\n" }.joined())
    ).run()
    #expect(
      split.document["inputs"]?.arrayValue?.first?["sha256"]?.stringValue
        == "b3773b2bd01d9a5049b17983fe832a78968c96a068361d7447d0d6115abe5d38")
  }

  @Test func `an earlier split is replaced, and a folder with anything else is left alone`() throws {
    let path = try scratch.file("t.csv", table(100))
    _ = try task(path).run()
    _ = try task(path, seed: 2).run()
    #expect(scratch.names == ["out", "t.csv"])
    _ = try scratch.file("out/mine.txt", "mine")
    #expect(problem { _ = try task(path).run() }.contains("it holds 'mine.txt'"))
    #expect(problem { _ = try task(path, to: ".").run() }.contains("a folder for the split alone expected"))
    #expect(scratch.names == ["out", "t.csv"])
  }

  @Test func `an input in the folder is never replaced`() throws {
    _ = try task(try scratch.file("t.csv", table(100))).run()
    let part = "\(scratch.path)/out/stage1-train.csv"
    #expect(problem { _ = try task(part).run() }.contains("lies in it and would be replaced"))
  }

  @Test func `nothing is left of a split that fails, and an earlier one stays`() throws {
    let path = try scratch.file("t.csv", table(100))
    let before = try scratch.text(try #require(try task(path).run().files["stage1.train"]))
    let broken = try scratch.file("b.csv", "x,y\n1,a\n2,\"b\n")
    #expect(problem { _ = try task(broken).run() }.contains("line 3"))
    #expect(scratch.names == ["b.csv", "out", "t.csv"])
    #expect(try scratch.text("\(scratch.path)/out/stage1-train.csv") == before)
  }
}
