import Glibc
import PlainJSON

/// A split as its folder tells it, whether it was written just now or long ago.
public struct StoredSplit: Sendable, Equatable {
  /// Where the parts are.
  public let folder: String
  /// What `split.json` says.
  public let document: JSON
  /// What the checks said.
  public let report: DataReport

  /// Reads the folder of a split.
  ///
  /// - Throws: ``DataError`` where it holds none.
  public init(folder: String) throws {
    let path = "\(folder)/\(SplitFolder.document)"
    let reader: ByteReader
    do { reader = try ByteReader(path) } catch {
      throw DataError(
        file: folder,
        problem: "the folder of a split expected, and it has no \(SplitFolder.document); "
          + "'lunas split --out' and nas.split write such folders")
    }
    var bytes = [UInt8](repeating: 0, count: reader.stamp.size)
    let count = try bytes.withUnsafeMutableBytes { try reader.read(into: $0) }
    guard let document = try? JSON(parsing: Array(bytes[..<count])) else {
      throw DataError(file: path, problem: "it is no JSON; make the split again")
    }
    try self.init(folder: folder, document: document)
    try PartSizes.check(files, written: parts)
  }

  /// Takes a split that was written, or that was only thought through.
  public init(folder: String, document: JSON) throws {
    guard document["format"]?.intValue == 1, let report = document["report"].flatMap(DataReport.init(json:)) else {
      throw DataError(
        file: "\(folder)/\(SplitFolder.document)",
        problem: "another version of lunas wrote it; make the split again")
    }
    (self.folder, self.document, self.report) = (folder, document, report)
  }

  /// The files of the parts, by names such as `stage1.train.25`.
  public var files: [String: String] {
    parts.compactMapValues { $0["file"]?.stringValue.map { "\(folder)/\($0)" } }
  }

  /// How many items each part has.
  public var counts: [String: Int] { parts.compactMapValues { $0["items"]?.intValue } }

  /// The names of the parts, in the order in which they are told.
  public var partNames: [String] { parts.keys.sorted(by: PartOrder.isBefore) }

  /// The inputs that it was made of: objects with role (`train`, `validation`), name, bytes and sha256.
  public var inputs: [JSON] { document["inputs"]?.arrayValue ?? [] }

  /// What tells its parts from those of any other split, in hexadecimal digits. The verdicts of checks do not count, nor
  /// do sizes of files, which follow from the rest.
  public var id: String {
    var members = document.objectValue ?? [:]
    for member in ["report", "thresholds"] { members[member] = nil }
    members["parts"] = .object(
      parts.mapValues { part in
        .object((part.objectValue ?? [:]).filter { $0.key != "bytes" })
      })
    var hash = SHA256()
    Array(JSON.object(members).text.utf8).withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  /// The hashes of what is in the parts' files now, by the parts' names, in hexadecimal digits.
  ///
  /// - Parameter memory: what is remembered of the files, which then need not be read.
  /// - Throws: ``DataError`` where one cannot be read, `CancellationError`.
  public func partHashes(_ memory: HashMemory) throws -> [String: String] {
    try files.mapValues { file in
      try InputEntry(of: PartSizes.input(at: file)) { try memory.hash(of: $0) }.digits
    }
  }

  private var parts: [String: JSON] { document["parts"]?.objectValue ?? [:] }
}
