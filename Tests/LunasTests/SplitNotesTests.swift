import Foundation
import Testing

/// What a split says beside its checks, and what of names it shows.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SplitNotesTests {
  private static let rows = (0..<2500).map { "\($0).png,\($0 % 2 == 0 ? "cat" : "dog"),\($0 / 840),\($0 % 7)\n" }
  private static let table = "path,label,day,who\n" + rows.joined()

  private func check(_ command: Command, _ options: String...) throws -> Command.Result {
    try command.run(["split", "--check-only", "--label", "label"] + options)
  }

  @Test func `names that say something else than the bytes are told`() throws {
    let command = try Command()
    defer { command.remove() }
    for name in ["t.csv", "plain.csv.gz", "x.parquet", "z.csv"] { try command.write(Self.table, to: name) }
    let packing = Process()
    packing.executableURL = URL(filePath: "/usr/bin/gzip")
    packing.arguments = ["\(command.folder)/z.csv"]
    try packing.run()
    packing.waitUntilExit()
    try FileManager.default.moveItem(atPath: "\(command.folder)/z.csv.gz", toPath: "\(command.folder)/z.csv")
    #expect(try !check(command, "--train", "t.csv").output.contains("note "))
    for (name, words) in [
      ("plain.csv.gz", "note   plain.csv.gz is not gzipped, as its name says"),
      ("z.csv", "note   z.csv is gzipped, which its name does not say"),
      ("x.parquet", "note   x.parquet was read as a table (CSV), by its first bytes"),
    ] {
      let result = try check(command, "--train", name)
      #expect(result.code == 0 && result.output.contains(words), "\(result.output)\(result.error)")
    }
    #expect(try !check(command, "--train", "x.parquet", "--data-format", "csv").output.contains("note "))
  }

  @Test func `a cut by time that comes out far from what was asked is told`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(Self.table, to: "t.csv")
    let result = try check(command, "--train", "t.csv", "--time", "day")
    #expect(
      result.output.contains(
        "note   stage 1's validation has 820 of 2500 items (32.8 %), not the 250 of 2500 items (10 %)"),
      "\(result.output)")
    try command.write(
      "path,label,day,who\n" + (0..<2500).map { "\($0),\($0 % 2),\($0),\($0 % 20)\n" }.joined(), to: "u.csv")
    let grouped = try check(command, "--train", "u.csv", "--time", "day", "--group", "who")
    #expect(
      grouped.output.contains("a group goes by its latest item") && !grouped.output.contains("split by this time"))
  }

  @Test func `classes whose names have line feeds break no table`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      "path,label\n" + (0..<200).map { "\($0),\($0 % 2 == 0 ? "\"a\nb\"" : "c")\n" }.joined(), to: "t.csv")
    let lines = try check(command, "--train", "t.csv").output.split(separator: "\n")
    #expect(lines[0].contains(#""a\nb""#) && lines[1].hasPrefix("stage1.train"), "\(lines)")
  }

  @Test func `checking a search tells how its data misleads it`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      "path,label\n"
        + Self.rows.sorted { $0.contains("cat") && !$1.contains("cat") }.map {
          $0.split(separator: ",").prefix(2).joined(separator: ",") + "\n"
        }.joined(), to: "t.csv")
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.one_of { 1, 2 } }, reward = 'r', trainer = { 'true', '{data.train}' },
      data = nas.split { train = 't.csv', label = 'label' },
      """)
    let result = try command.run("check", "search.lua")
    #expect(
      result.code == 0 && result.error.contains("the data misleads a search: "), "\(result.output)\(result.error)")
  }
}
