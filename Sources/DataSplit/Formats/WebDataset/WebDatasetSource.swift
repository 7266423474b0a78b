import Locking

/// Samples in one or several tar archives, as WebDataset reads them: files that follow one another and have the same name
/// up to its first dot are one sample.
///
/// A label, group, time or identity is the text of a member (`cls`), a place in one that is JSON (`json.a.label`), or
/// `__key__`, `__folder__` (the folder of the key) or `__url__` (the shard). Without a name for the label it is `cls`
/// where the first sample has one, and the folder otherwise.
public final class WebDatasetSource: ItemSource {
  public let paths: [String]
  private let files: [String]
  /// Where the samples lie and the hashes of their keys, once they were looked for.
  private let located = Locked<(index: ShardIndex, keys: [UInt64])?>(nil)

  /// How names of such files end.
  static let endings = [".tar", ".tgz"]

  /// Makes a source of archives; a path may be a pattern for several, such as `data/train-*.tar`, or a folder of them.
  ///
  /// - Throws: ``DataError`` where no file has such a name.
  public init(_ paths: [String]) throws {
    self.paths = paths
    files = try ShardPaths.files(paths)
  }

  /// The ending of a single archive; none for several, which are written as a folder of archives.
  public var ending: String { files.count == 1 ? fileEnding : "" }

  private var fileEnding: String { ShardPaths.ending(of: files[0], known: Self.endings) }

  public func inputs(_ columns: ItemColumns) -> [SourceInput] { SourceInput.of(paths, files: files) }

  public func scan(_ columns: ItemColumns) throws -> ItemTable {
    var scanner = SampleScanner(columns, file: paths.joined(separator: ", "))
    for file in files { try scanner.scan(file) }
    let table = try scanner.finish()
    located.withLock { $0 = (scanner.index, scanner.keys) }
    return table
  }

  public func write(_ items: [UInt32], to path: String) throws {
    if located.withLock({ $0 == nil }) { _ = try scan(ItemColumns(label: "__key__")) }
    guard let (index, keys) = located.withLock({ $0 }) else { return }
    let output = ShardOutput(
      index: index, ending: fileEnding, keys: keys, check: { start, _ in TarHeader(start) != nil },
      trailer: { size in
        // Two empty blocks, and as many more as fill a record of 20 as tar writes it.
        let end = (size + 1024 + 10239) / 10240 * 10240
        return Array(repeating: 0, count: Int(end - size))
      })
    try output.write(items, to: path)
  }
}
