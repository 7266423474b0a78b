import DataSplit
import Foundation
import Testing

@Suite struct TextSourceTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func labels(_ table: ItemTable) -> [String]? {
    guard case .classes(let classes)? = table.label else { return nil }
    return classes.codes.map { $0 == Categories.missing ? "-" : classes.names[Int($0)] }
  }

  private func scan(_ name: String, _ text: String, _ columns: ItemColumns = ItemColumns(label: "y")) throws
    -> ItemTable
  {
    try ItemSources.source(at: try scratch.file(name, text)).scan(columns)
  }

  /// The file of some rows of another.
  private func rows(_ items: [UInt32], of text: String, _ name: String = "t.csv") throws -> String {
    let source = try ItemSources.source(at: try scratch.file(name, text))
    try source.write(items, to: scratch.path + "/part")
    return try scratch.text(scratch.path + "/part")
  }

  @Test func `labels are read from their column, and empty ones are missing`() throws {
    #expect(labels(try scan("t.csv", "x,y\n1,a\n2,b\n3,\n4,a\n")) == ["a", "b", "-", "a"])
    #expect(labels(try scan("t.tsv", "y\tx\na,b\t1\nc\t2\n")) == ["a,b", "c"])
  }

  @Test func `quoted fields may hold separators, quotes and line breaks`() throws {
    let table = try scan("t.csv", "x,y\n\"1,\n2\",\"a\"\"b\"\n\"\",\"c\r\nd\"\r\n3,a\n")
    #expect(labels(table) == ["a\"b", "c\r\nd", "a"])
  }

  @Test func `rows are copied as they are, after the first line`() throws {
    let text = "\u{FEFF}x,y\r\n\"1,\r\n2\",a\r\n\r\n3,\"b\"\r\n4,c"
    #expect(try rows([2, 0, 1], of: text) == "\u{FEFF}x,y\r\n4,c\r\n\"1,\r\n2\",a\r\n3,\"b\"\r\n")
  }
}

/// Bad input is an error with its place.
@Suite struct TextSourceErrorTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func mistake(
    _ text: String, _ columns: ItemColumns = ItemColumns(label: "label"), _ name: String = "t.csv"
  ) throws
    -> String
  {
    let path = try scratch.file(name, text)
    return problem { _ = try ItemSources.source(at: path).scan(columns) }
      .replacingOccurrences(of: scratch.path + "/", with: "")
  }

  @Test func `a column that is missing is named with its nearest`() throws {
    #expect(
      try mistake("path,labels\na,b\n")
        == "t.csv, line 1: there is no column 'label'; did you mean 'labels'? (columns: 'path', 'labels')")
  }

  @Test func `broken quotes and rows of other lengths are found on their line`() throws {
    #expect(
      try mistake("x,label\n1,a\n2,\"b\n3,c\n").hasPrefix("t.csv, line 3: field 2: its closing quote expected"))
    #expect(
      try mistake("x,label\n1,\"a\" b\n").hasPrefix("t.csv, line 2: field 2: a comma or the end of the line"))
    #expect(try mistake("x,label\n1,a\"b\n").hasPrefix("t.csv, line 2: field 2: a field with a quote in it"))
    #expect(
      try mistake("x,label\n\"1\n\",a\n2\n")
        == "t.csv, line 4: 2 fields expected, as many as the first line names, got 1")
  }

  @Test func `files without items are errors`() throws {
    #expect(try mistake("").contains("got an empty file"))
    #expect(try mistake("x,label\n") == "t.csv: items expected, got none after the first line")
    #expect(try mistake("x,label\n1,\n2,\n").contains("it is empty in every row"))
  }

  @Test func `texts among numbers are found on their line`() throws {
    let columns = ItemColumns(label: "label", kind: .numbers)
    #expect(
      try mistake("x,label\n1,0.5\n2,\n3,cat\n", columns).hasPrefix(
        "t.csv, line 4: the column 'label': a number expected, got 'cat'"))
  }

  @Test func `mistakes in lines of JSON are found on their line`() throws {
    #expect(
      try mistake("{\"label\": 1}\n{\"label\": }\n", .init(label: "label"), "t.jsonl").hasPrefix(
        "t.jsonl, line 2:"))
    #expect(
      try mistake("{\"a\": {\"lable\": 1}}\n", .init(label: "a.label"), "t.jsonl").contains(
        "did you mean 'a.lable'?"))
  }
}
