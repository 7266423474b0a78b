extension TextSource {
  /// A file of text with the format that its name tells, or its first bytes where the name tells none.
  ///
  /// - Throws: ``DataError`` where it cannot be read, or looks like neither.
  public convenience init(_ path: String) throws {
    let reader = try ByteReader(path)
    var name = (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    let packed = reader.isGzipped ? ".gz" : ""
    let endings: [(String, Format)] = [
      (".csv", .csv), (".tsv", .tsv), (".tab", .tsv), (".jsonl", .jsonLines), (".ndjson", .jsonLines),
      (".jsonlines", .jsonLines),
    ]
    for (ending, format) in endings where name.hasSuffix(ending) {
      self.init(path, format: format, ending: ending + packed)
      return
    }
    let format = try Self.format(ofFirstLineIn: reader)
    self.init(path, format: format, ending: (name.hasSuffix(".json") ? ".json" : ".\(format.rawValue)") + packed)
  }

  /// In which way the name says something else than the bytes, which count; nil where it does not.
  var nameNote: String? {
    // Without its folder, which is another one on another machine.
    let file = path.split(separator: "/").last.map(String.init) ?? path
    var name = file
    let (isPacked, saysPacked) = (ending.hasSuffix(".gz"), name.lowercased().hasSuffix(".gz"))
    let words =
      isPacked == saysPacked
      ? nil : isPacked ? "is gzipped, which its name does not say" : "is not gzipped, as its name says"
    if saysPacked { name.removeLast(3) }
    // Lines of JSON are often called so.
    let isKnown =
      FormatFinder.format(ofName: name) != nil || [".json", ".txt", ".data"].contains { name.hasSuffix($0) }
    let title = format == .csv ? "a table (CSV)" : format == .tsv ? "a table (TSV)" : "JSON lines"
    let read = isKnown || !name.contains(".") ? nil : "was read as \(title), by its first bytes"
    let all = [words, read].compactMap { $0 }
    return all.isEmpty ? nil : "\(file) " + all.joined(separator: ", and ")
  }

  /// A JSON object a line begins with a brace; a table with the separator that its first line has more of.
  private static func format(ofFirstLineIn reader: ByteReader) throws -> Format {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { bytes.deallocate() }
    let count = try reader.read(into: bytes)
    guard count > 0 else { throw DataError(file: reader.file, problem: "items expected, got an empty file") }
    let start = UnsafeRawBufferPointer(rebasing: bytes[..<count])
    if let byte = start.first(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }),
      byte == UInt8(ascii: "{")
    {
      return .jsonLines
    }
    guard !start.contains(0) else {
      throw DataError(
        file: reader.file,
        problem: "a format that is known expected (.csv, .tsv, .jsonl, each also with .gz), got other bytes")
    }
    let line = start.prefix { $0 != UInt8(ascii: "\n") }
    let (tabs, commas) = (line.count { $0 == 9 }, line.count { $0 == UInt8(ascii: ",") })
    return tabs > commas ? .tsv : .csv
  }
}
