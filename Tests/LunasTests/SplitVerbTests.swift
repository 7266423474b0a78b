import Foundation
import PlainJSON
import Randomness
import Testing

/// `lunas split`: what it finds in good and bad data, what it writes, and its exit code.
@Suite(.timeLimit(.minutes(5))) struct SplitVerbTests {
  /// Rows of a table: a name, a label and a number.
  private typealias Row = (name: String, label: String, width: Double)

  /// Shuffled rows of classes in equal shares, with widths around a mean.
  private static func rows(_ count: Int, seed: UInt64 = 1, prefix: String = "a", mean: Double = 0) -> [Row] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      (name: "\(prefix)\(index)", label: "c\(Int(generator.unit() * 3))", width: mean + generator.unit())
    }
  }

  private static func text(_ rows: [Row]) -> String {
    "path,label,width\n" + rows.map { "\($0.name),\($0.label),\($0.width)\n" }.joined()
  }

  /// A check as `--format json` tells it.
  private struct Found {
    let document: JSON
    let code: Int32

    func verdict(_ check: String, _ subject: String? = nil) -> String? {
      let checks = document["report"]?["checks"]?.arrayValue ?? []
      return checks.first {
        $0["check"]?.stringValue == check && (subject == nil || $0["subject"]?.stringValue == subject)
      }?["verdict"]?.stringValue
    }
  }

  /// What is found in rows, with validation rows where there are some.
  private func check(_ rows: [Row], _ validation: [Row] = [], _ options: [String] = []) throws -> Found {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.text(rows), to: "t.csv")
    if !validation.isEmpty { try command.write(Self.text(validation), to: "v.csv") }
    let result = try command.run(
      ["split", "--train", "t.csv", "--label", "label", "--check-only", "--format", "json"]
        + (validation.isEmpty ? [] : ["--validation", "v.csv"]) + options)
    #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder).filter { $0 == "out" }.isEmpty)
    return Found(document: try JSON(parsing: result.output), code: result.code)
  }

  @Test func `good data gives a short report, the parts and a description of them`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.text(Self.rows(20_000)), to: "t.csv")
    try command.write(Self.text(Self.rows(2000, seed: 2, prefix: "b")), to: "v.csv")
    let result = try command.run(
      "split", "--train", "t.csv", "--label", "label", "--validation", "v.csv", "--columns", "width",
      "--subsamples",
      "25,50", "--out", "out")
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("part               items  c"))
    #expect(
      lines[1...6].map { $0.split(separator: " ").first ?? "" } == [
        "stage1.train", "stage1.validation", "stage2.train", "stage2.validation", "stage1.train.25",
        "stage1.train.50",
      ])
    #expect(lines.contains("Nothing speaks against this split.") && lines.count < 14)
    #expect(!result.output.contains("bad ") && !result.output.contains("watch "))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(command.folder)/out").sorted() == [
        "split.json", "stage1-train-25.csv", "stage1-train-50.csv", "stage1-train.csv", "stage1-validation.csv",
      ])
    let document = try JSON(parsing: String(contentsOfFile: "\(command.folder)/out/split.json", encoding: .utf8))
    #expect(document["format"] == 1 && document["parts"]?["stage1.train"]?["items"] == 18_000)
    #expect(document["notes"]?["asked_train"] == 18_000 && document["notes"]?["asked_subsamples"]?["25"] == 4500)
    #expect(document["thresholds"]?["drift"]?["bad"]?.doubleValue == 0.3)
    #expect(document["columns"]?["numbers"] == ["width"])
    let every = try command.run(
      "split", "--train", "t.csv", "--label", "label", "--check-only", "--every-check", "--columns", "width")
    #expect(every.output.contains("good   proportions (width): column 'width' of stage 1's validation is spread"))
    #expect(every.code == 0 && every.error.isEmpty)
  }

  @Test func `each kind of bad data gets its verdict`() throws {
    let good = Self.rows(20_000)
    #expect(try check(good).document["report"]?["verdict"] == "good")
    let sorted = try check(good.sorted { $0.label < $1.label })
    #expect(sorted.verdict("shuffling") == "bad" && sorted.verdict("drift") == "bad")
    let leaked = try check(good, Self.rows(1000, seed: 2, prefix: "b") + good.prefix(100))
    #expect(leaked.verdict("shared_items", "stage 2") == "bad")
    let doubled = try check(good + good.prefix(2000))
    #expect(doubled.verdict("shared_items", "stage 1") == "bad")
    let missing = try check(good.enumerated().map { $0 % 10 == 0 ? ($1.name, "", $1.width) : $1 })
    #expect(missing.verdict("labels") == "bad")
    let unknown = try check(good, Self.rows(500, prefix: "b").map { ($0.name, $0.label.uppercased(), $0.width) })
    #expect(unknown.verdict("labels") == "bad" && unknown.verdict("likeness") == "bad")
    let shifted = try check(good, Self.rows(2000, seed: 3, prefix: "b", mean: 0.5), ["--columns", "width"])
    #expect(shifted.verdict("likeness", "width") == "bad" && shifted.verdict("proportions", "width") == "good")
    let groups = try check(good, Self.rows(500, seed: 4), ["--group", "path", "--id", "width"])
    #expect(groups.verdict("groups", "stage 1") == "good" && groups.verdict("groups", "stage 2") == "bad")
  }

  @Test func `tiny and imbalanced data is for augmentation search, and it says so once`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.text(Self.rows(60)), to: "tiny.csv")
    let tiny = try command.run("split", "--train", "tiny.csv", "--label", "label", "--out", "out")
    #expect(tiny.code == 0 && tiny.output.contains("bad    size (all): 60 items to train on, which is few"))
    #expect(tiny.output.components(separatedBy: "search augmentation only").count == 2)
    #expect(tiny.output.contains("`force = true`"))
    let rare = try check(Self.rows(20_000).enumerated().map { ($1.name, $0 % 500 == 0 ? "rare" : "usual", 0) })
    #expect(rare.verdict("balance") == "bad" && rare.document["report"]?["needs_force"] == true)
  }

  @Test func `what is refused leaves nothing, and an earlier split as it was`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.text(Self.rows(200).sorted { $0.label < $1.label }), to: "t.csv")
    let words = ["split", "--train", "t.csv", "--label", "label"]
    let strict = try command.run(words + ["--out", "out", "--strict"])
    #expect(
      strict.code == 1 && strict.output.contains("bad    drift") && strict.error.contains("nothing was written"))
    #expect(!FileManager.default.fileExists(atPath: "\(command.folder)/out"))
    #expect(try command.run(words + ["--check-only", "--strict"]).code == 1)
    let allowed = [
      "stickiness=2:2", "drift=1:1", "items=2:1", "class_items=2:1", "resolution=1:1",
    ].flatMap { ["--threshold", $0] }
    let lenient = try command.run(words + ["--out", "out", "--strict"] + allowed)
    #expect(lenient.code == 0, "\(lenient.output)")
    let forgotten = try command.run("split", "--train", "t.csv", "--out", "other")
    #expect(forgotten.code == 2 && forgotten.error.contains("--label names the column or feature of the label"))
    #expect(!FileManager.default.fileExists(atPath: "\(command.folder)/other"))
    #expect(try command.run("split", "--train", "t.csv", "--no-stratify", "--out", "other").code == 0)
  }

  @Test func `sets of classes and numbers are counted in every part`() throws {
    let command = try Command()
    defer { command.remove() }
    let rows = (0..<2000).map { "\($0),\(["a|b", "b", "c|a"][$0 * 7919 % 3]),\(Double($0 * 7919 % 2000) + 0.5)\n" }
    try command.write("path,tags,y\n" + rows.joined(), to: "t.csv")
    let words = ["split", "--train", "t.csv", "--check-only", "--format", "json"]
    let sets = try JSON(parsing: command.run(words + ["--label", "tags", "--label-kind", "sets"]).output)
    #expect(sets["classes"] == ["a", "b", "c"])
    let counts = sets["parts"]?["stage2.train"]?["classes"]?.arrayValue?.compactMap(\.intValue) ?? []
    #expect(counts.reduce(0, +) > 3000 && sets["parts"]?["stage2.train"]?["items"] == 2000)
    let numbers = try JSON(parsing: command.run(words + ["--label", "y", "--bins", "5"]).output)
    #expect(numbers["ranges"]?.arrayValue?.count == 20)
    let ranges = numbers["parts"]?["stage1.train"]?["ranges"]?.arrayValue?.compactMap(\.intValue) ?? []
    #expect(ranges.reduce(0, +) == 1800)
  }

  @Test func `wrong use is told with what was expected`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.text(Self.rows(100)), to: "t.csv")
    let cases: [([String], Int32, String)] = [
      ([], 2, "--out DIR names the folder to write to"),
      (["--out", "o", "--stage1", "1.5"], 2, "--stage1: a share above 0 and below 1"),
      (["--out", "o", "--threshold", "drfit=1:2"], 2, "unknown threshold 'drfit'; did you mean 'drift'?"),
      (
        ["--out", "o", "--threshold", "drift=1"], 2,
        "drift: WATCH:BAD expected, such as drift=0.1:0.3, got 'drift=1'"
      ),
      (["--out", "o", "--threshold", "drift=-1:2"], 2, "drift: numbers from 0 on expected"),
      (["--out", "o", "--threshold", "items=5:5"], 2, "small is bad, so BAD must lie below WATCH"),
      (["--out", "o", "--subsamples", "25,x"], 2, "--subsamples: whole percentages from 1 to 99 expected"),
      (["--out", "o", "--balanced"], 2, "--balanced is for subsamples"),
      (["--out", "o", "--separator", "ab"], 2, "one character expected"),
      (["--out", "o", "--label-kind", "numbers", "--separator", ";"], 2, "leave one of them out"),
      (["--out", "o", "--columns", "width,width"], 1, "got 'width' twice"),
      (["--out", "o", "--validation-label", "x"], 2, "--validation-label is for validation data"),
      (["--out", "o", "--data-format", "cvs"], 2, "- csv"),
      (["--out", "o", "--columns", "widht"], 1, "there is no column 'widht'; did you mean 'width'?"),
      (["--out", "o", "--columns", "path"], 1, "t.csv, line 2: the column 'path': a number expected, got 'a0'"),
    ]
    for (options, code, words) in cases {
      let result = try command.run(["split", "--train", "t.csv", "--label", "label"] + options)
      #expect(result.code == code && result.error.contains(words), "\(options): \(result.error)")
    }
    // As a shell gives the files of a pattern.
    try command.write(Self.text(Self.rows(100)), to: "u.csv")
    let several = try command.run("split", "--train", "t.csv", "u.csv", "--label", "label", "--out", "o")
    #expect(several.code == 1 && several.error.contains("one file expected of a table (CSV), got 2"))
    #expect(!FileManager.default.fileExists(atPath: "\(command.folder)/o"))
  }
}
