import CSV
import DataSplit
import Foundation
import Randomness
import Testing

/// Rows that are hard to find, beside the plain reader of tables, and where pieces of a file meet.
@Suite struct CSVRowsTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// The label of each row, nil where it is missing, and what is written of all rows in their order.
  private func read(_ path: String) throws -> (labels: [String?], copy: String) {
    let source = try ItemSources.source(at: path)
    let table = try source.scan(ItemColumns(label: "y", kind: .classes))
    guard case .classes(let classes)? = table.label else { return ([], "") }
    let copy = "\(scratch.path)/copy-\(UUID().uuidString)"
    try source.write(Array(0..<UInt32(table.count)), to: copy)
    let labels = classes.codes.map { $0 == Categories.missing ? nil : classes.names[Int($0)] }
    return (labels, try scratch.text(copy))
  }

  /// The same by the reader of tables.
  private func reference(_ path: String) throws -> [String?] {
    var reader = try CSVReader(path)
    let column = try #require(reader.columns.firstIndex(of: "y"))
    var labels: [String?] = []
    while let row = try reader.next() {
      let text = try row.text(column)
      labels.append(text.isEmpty ? nil : text)
    }
    return labels
  }

  /// A field as a table may have it: plain, or in quotes with anything in it.
  private func field(using generator: inout SeededGenerator) -> String {
    let plain = ["", "a", "bc", "ü", "1.5", " ", "long".padding(toLength: 90, withPad: "er", startingAt: 0)]
    let wild = plain + [",", "\"\"", "\n", "\r\n", "\"\"\"\"", ",\n\"\""]
    if generator.index(3) > 0 { return plain[generator.index(plain.count)] }
    return "\"" + (0..<generator.index(4)).map { _ in wild[generator.index(wild.count)] }.joined() + "\""
  }

  @Test func `rows of random tables are those that the plain reader finds`() throws {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let lineEnd = generator.index(2) == 0 ? "\n" : "\r\n"
      var text = generator.index(2) == 0 ? "\u{FEFF}x,y,z" : "x,y,z"
      for _ in 0..<1 + generator.index(30) {
        text += lineEnd + (generator.index(8) == 0 ? lineEnd : "")
        // At least one label, or the column would be an empty one.
        text += field(using: &generator) + ",\(field(using: &generator))," + field(using: &generator)
      }
      text += lineEnd + "last,label,row" + (generator.index(2) == 0 ? "" : lineEnd)
      let path = try scratch.file("\(seed).csv", text)
      let found = try read(path)
      #expect(found.labels == (try reference(path)), "seed \(seed)")
      let again = try reference(try scratch.file("copy-\(seed).csv", found.copy))
      #expect(found.labels == again, "seed \(seed)")
    }
  }

  @Test func `quoted rows across the borders of pieces are whole`() async throws {
    // Pieces end at each MiB, in the middle of rows.
    let row = { (index: Int) in "\"path \(index),\n\"\"\(index % 977)\"\"\r\n\",\"c\"\"\n\(index % 7)\"\r\n" }
    let text = "x,y\r\n" + (0..<150_000).map(row).joined()
    #expect(text.utf8.count > 4 << 20)
    let found = try read(try scratch.file("t.csv", text))
    await Task.yield()
    #expect(found.labels == (0..<150_000).map { "c\"\n\($0 % 7)" })
    #expect(found.copy == text)
  }

  @Test func `a row far larger than a piece is one row`() throws {
    let large = String(repeating: "0123456789,\n", count: 400_000)
    let text = "x,y\n1,a\n\"\(large)\",\"b\"\n\(String(repeating: "z", count: 3 << 20)),c"
    let found = try read(try scratch.file("t.csv", text))
    #expect(found.labels == ["a", "b", "c"])
    #expect(found.copy == text + "\n")
  }

  @Test func `a broken quote far into a file is found on its line`() throws {
    let text = "x,y\n" + (1...100_000).map { "row \($0) of a table,a\n" }.joined()
    #expect(text.utf8.count > 2 << 20)
    let path = try scratch.file("t.csv", text + "1,\"a\"b\n2,a\n")
    let columns = ItemColumns(label: "y")
    #expect(
      problem { _ = try ItemSources.source(at: path).scan(columns) }.contains("t.csv, line 100002: field 2:"))
  }

  @Test func `many values with quotes or escapes in one row are each their own`() throws {
    let columns = ItemColumns(label: "y", group: "g", identity: "i")
    let csv = try scratch.file("t.csv", "y,g,i\n\"a\"\"\",\"\"\"b\",\"\"\"\"\n\"\"\"b\",\"a\"\"\",c\n")
    let json = try scratch.file(
      "t.jsonl", #"{"y":"a\"","g":"\u0022b","i":"\""}"# + "\n" + #"{"y":"\"b","g":"a\"","i":"c"}"# + "\n")
    for path in [csv, json] {
      let table = try ItemSources.source(at: path).scan(columns)
      #expect(table.label == .classes(Categories(names: ["a\"", "\"b"], codes: [0, 1])))
      #expect(table.groups == Categories(names: ["\"b", "a\""], codes: [0, 1]))
    }
    #expect(
      try ItemSources.source(at: csv).scan(columns).identities
        == ItemSources.source(at: json).scan(columns).identities)
  }
}
