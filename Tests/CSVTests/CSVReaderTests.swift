import CSV
import Foundation
import Testing

/// Reading of comma-separated values against RFC 4180, and the messages for what is none.
@Suite struct CSVReaderTests {
  /// Writes bytes to a file of its own for the time of a test.
  private func withFile<Value>(_ bytes: [UInt8], _ body: (String) throws -> Value) throws -> Value {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-csv-\(UUID()).csv").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func read(_ bytes: [UInt8]) throws -> [[String]] {
    try withFile(bytes) { path in
      var reader = try CSVReader(path)
      var rows = [reader.columns]
      while let row = try reader.next() { rows.append(try row.texts()) }
      return rows
    }
  }

  private func read(_ text: String) throws -> [[String]] { try read(Array(text.utf8)) }

  /// The message of the mistake in a text, with the path as FILE.
  private func message(_ bytes: [UInt8]) throws -> String {
    try withFile(bytes) { path in
      do {
        var reader = try CSVReader(path)
        while let row = try reader.next() { _ = try row.texts() }
        return "no error"
      } catch { return "\(error)".replacingOccurrences(of: path, with: "FILE") }
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n3,4\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
    ("a,b\n1,\n,2\n,\n", [["a", "b"], ["1", ""], ["", "2"], ["", ""]]),
    ("a,b\n\"1,2\",\"say \"\"hi\"\"\"\n", [["a", "b"], ["1,2", "say \"hi\""]]),
    ("a,b\n\"x\r\ny\",\"\"\n", [["a", "b"], ["x\r\ny", ""]]),
    ("\u{FEFF}a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n\n1,2\n\r\n\n", [["a", "b"], ["1", "2"]]),
    ("a\n1\n\n2\n", [["a"], ["1"], [""], ["2"]]),
    ("a,b\n 1 , ü\n", [["a", "b"], [" 1 ", " ü"]]),
    ("a,b", [["a", "b"]]),
  ])
  func `rows are read as RFC 4180 has them`(text: String, rows: [[String]]) throws {
    #expect(try read(text) == rows)
  }

  @Test func `fields may lie across the pieces in which a file is read`() throws {
    let long = String(repeating: "x", count: 70_000)
    let rows = try read("a,b\n\(long),\"\(long)\"\"\(long)\"\n1,2\r\n")
    #expect(rows == [["a", "b"], [long, long + "\"" + long], ["1", "2"]])
    // A closing quote, a carriage return and a line feed on both sides of every border.
    for length in 65_520..<65_545 {
      let field = String(repeating: "x", count: length)
      #expect(try read("a,b\n\"\(field)\",\"\"\r\n\"1\",2\r\n") == [["a", "b"], [field, ""], ["1", "2"]])
    }
  }

  @Test(arguments: [
    ("", "FILE: a first line with the names of columns expected, got an empty file"),
    ("a,a\n", "FILE:1: the column 'a' is named twice"),
    ("a,b\n1,2\n3\n", "FILE:3: 2 fields expected, as many as the first line names, got 1"),
    ("a,b\n\"1\n2\",3\n4,5,6\n", "FILE:4: 2 fields expected, as many as the first line names, got 3"),
    ("a,b\n1,\"2\n3\n", "FILE:2: field 2: its closing quote expected, got the end of the file"),
    (
      "a,b\n1,\"2\"x\n",
      "FILE:2: field 2: a comma or the end of the line expected after the closing quote, got 'x'"
    ),
    (
      "a,b\n1,2\"\n",
      "FILE:2: field 2: a field with a quote in it must stand in quotes, and the quote in it be doubled"
    ),
    ("a,b\n1\r2,3\n", "FILE:2: a line feed expected after a carriage return outside quotes, got '2'"),
  ])
  func `mistakes are told with their line`(text: String, expected: String) throws {
    #expect(try message(Array(text.utf8)) == expected)
  }

  @Test func `bytes that are not UTF-8 are told with line and field`() throws {
    #expect(
      try message([0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0xFF, 0x0A])
        == "FILE:2: field 2: text in UTF-8 expected, got other bytes")
  }

  @Test func `files that cannot be read are told with the cause`() {
    #expect(throws: CSVError(file: "/nowhere.csv", problem: "it cannot be read (No such file or directory)")) {
      try CSVReader("/nowhere.csv")
    }
    #expect(throws: CSVError(file: "/", problem: "it cannot be read (Is a directory)")) { try CSVReader("/") }
  }

  /// "a,b\n1,2\n" by gzip.
  private static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4, 0x31, 0xE2,
    0x02,
    0x00,
  ]

  @Test func `a gzipped file is read as if it were not`() throws {
    #expect(try read(Self.packed + Self.check) == [["a", "b"], ["1", "2"]])
  }

  @Test func `a gzipped file that breaks off or is damaged is told`() throws {
    #expect(try message(Self.packed) == "FILE: the gzipped file breaks off; it was not written to its end")
    #expect(
      try message(Self.packed + [0, 0, 0, 0] + Self.check.suffix(4)).hasPrefix("FILE: the gzipped file is damaged")
    )
  }

  /// Its checksum and its length.
  private static let check: [UInt8] = [0x7B, 0x07, 0x97, 0x0A, 0x08, 0x00, 0x00, 0x00]
}
