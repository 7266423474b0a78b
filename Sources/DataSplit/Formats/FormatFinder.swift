/// Tells the format of a file by the ending of its name and its first bytes.
enum FormatFinder {
  private static let endings: [(ItemSources.Format, [String])] = [
    (.csv, [".csv"]), (.tsv, [".tsv", ".tab"]), (.jsonl, [".jsonl", ".ndjson", ".jsonlines"]),
    (.tfrecord, TFRecordSource.endings), (.webdataset, WebDatasetSource.endings), (.numpy, [".npy", ".npz"]),
  ]

  /// What a name says; nil where it says nothing.
  static func format(ofName name: String) -> ItemSources.Format? {
    endings.first { !ShardPaths.bareEnding(of: name, known: $0.1).isEmpty }?.0
  }

  /// What a file is.
  ///
  /// - Throws: ``DataError`` where it cannot be read, is in no known format, or is called another than it is.
  static func format(of file: String) throws -> ItemSources.Format {
    let named = format(ofName: file)
    let found = try format(ofBytesIn: file)
    switch (named, found) {
    case (let named?, let found?):
      guard named == found || named.isText && found.isText else {
        throw DataError(
          file: file,
          problem:
            "its name says \(named.title), but its bytes are those of \(found.title); name it as what it is, or"
            + " name the format (\(named.rawValue) or \(found.rawValue))")
      }
      return named
    case (let named?, nil): return named  // What is damaged is told with its place by whoever reads it.
    case (nil, let found?): return found
    case (nil, nil):
      throw DataError(
        file: file, problem: "it is in no format that is known: \(ItemSources.Format.expected) expected")
    }
  }

  /// What a file's first bytes say, unpacked where they are packed; nil for what is nothing that is known.
  private static func format(ofBytesIn file: String) throws -> ItemSources.Format? {
    // Text could begin as a stream of zlib does, but goes on otherwise.
    let reader = try ShardReader(file, pieceSize: 1 << 12) { isText($0) || TFRecordFraming.length($0) != nil }
    guard reader.size > 0 else { throw DataError(file: file, problem: "items expected, got an empty file") }
    let start = UnsafeRawBufferPointer(rebasing: try reader.peek(TarHeader.blockSize).prefix(TarHeader.blockSize))
    if start.isEmpty { throw DataError(file: file, problem: "items expected, got an empty file, packed") }
    if TFRecordFraming.length(start) != nil { return .tfrecord }
    if start.starts(with: [0x93] + Array("NUMPY".utf8)) { return .numpy }
    if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      // Any zip archive begins like this.
      return format(ofName: file) == .numpy || !file.hasSuffix(".zip") ? .numpy : nil
    }
    if TarHeader(start) != nil || start.count == TarHeader.blockSize && start.allSatisfy({ $0 == 0 }) {
      return .webdataset
    }
    guard isText(start) else { return nil }
    let space = Set(" \t\r\n\u{FEFF}".utf8)
    return start.first { !space.contains($0) } == UInt8(ascii: "{") ? .jsonl : .csv
  }

  /// Whether bytes are those of a text: none is a control character but spaces and ends of lines.
  private static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.isEmpty && !bytes.starts(with: [0x1F, 0x8B])
      && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (9...13).contains($0) || $0 == 0x1B }
  }
}
