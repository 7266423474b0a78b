import Locking

/// Records in one or several TFRecord files, packed or not, whose label, group and time are features of
/// `tf.train.Example` (or of a `SequenceExample`'s context).
public final class TFRecordSource: ItemSource {
  public let paths: [String]
  private let files: [String]
  /// Where the records lie, once they were looked for.
  private let located = Locked<ShardIndex?>(nil)

  /// How names of such files end.
  static let endings = [".tfrecords", ".tfrecord", ".tfrec", ".records", ".record"]

  /// Makes a source of files; a path may be a pattern for several, such as `data/train-*`, or a folder of them.
  ///
  /// - Throws: ``DataError`` where no file has such a name.
  public init(_ paths: [String]) throws {
    self.paths = paths
    files = try ShardPaths.files(paths)
  }

  /// The ending of a single file; none for several, which are written as a folder of files.
  public var ending: String { files.count == 1 ? fileEnding : "" }

  private var fileEnding: String {
    ShardPaths.ending(of: files[0], known: Self.endings)
  }

  public func inputs(_ columns: ItemColumns) -> [SourceInput] { SourceInput.of(paths, files: files) }

  public func scan(_ columns: ItemColumns) throws -> ItemTable {
    var scanner = TFRecordScanner(columns, file: paths.joined(separator: ", "))
    for file in files { try scanner.scan(file) }
    let table = try scanner.finish()
    located.withLock { $0 = scanner.index }
    return table
  }

  public func write(_ items: [UInt32], to path: String) throws {
    if located.withLock({ $0 == nil }) { _ = try scan(ItemColumns()) }
    guard let index = located.withLock({ $0 }) else { return }
    let output = ShardOutput(index: index, ending: fileEnding) { start, length in
      guard TFRecordFraming.length(start) == UInt64(length - TFRecordFraming.overhead) else { return false }
      return start.count < length || TFRecordFraming.isIntact(start)
    }
    try output.write(items, to: path)
  }
}
