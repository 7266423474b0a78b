import Glibc

/// Picks what reads the items at a path: by what the path is, by the ending of the name and by the first bytes.
public enum ItemSources {
  /// The formats that are read and written.
  public enum Format: String, Sendable, CaseIterable {
    case csv, tsv, jsonl, tfrecord, webdataset, numpy
    /// A folder with a folder of files for each class.
    case folders
  }

  /// The source of the items at a path: a file, a folder of class folders, a folder of shards, or a pattern for several
  /// files such as `train-*.tfrecord`.
  ///
  /// - Parameter format: What it is, for names and bytes that do not tell.
  /// - Throws: ``DataError`` where nothing is there, or in no format that is known.
  public static func source(at path: String, format: Format? = nil) throws -> any ItemSource {
    try source(at: [path], format: format)
  }

  /// The source of the items at several paths, of which each may be a pattern or a folder of shards. All files are of one
  /// format, and several of them are TFRecord files or WebDataset archives.
  ///
  /// - Parameter format: What they are, for names and bytes that do not tell.
  /// - Throws: ``DataError`` where nothing is there, or in no format that is known.
  public static func source(at paths: [String], format: Format? = nil) throws -> any ItemSource {
    if paths.count == 1, try isClassFolders(paths[0], format) { return ClassFolderSource(paths[0]) }
    let files = try ShardPaths.files(paths)
    guard let first = files.first else { throw DataError(file: "", problem: "no file was given") }
    // A format that was named is told by its reader where it is another.
    let found = try format ?? FormatFinder.format(of: first)
    if format == nil {
      for other in files.dropFirst() {
        let its = try FormatFinder.format(of: other)
        guard its == found else {
          throw DataError(
            file: other,
            problem: "it is \(its.title), but \(first) is \(found.title); split data of each format for itself")
        }
      }
    }
    switch found {
    case .tfrecord: return try TFRecordSource(paths)
    case .webdataset: return try WebDatasetSource(paths)
    case .csv, .tsv, .jsonl, .numpy:
      guard files.count == 1 else {
        throw DataError(
          file: paths.joined(separator: ", "),
          problem: "one file expected of \(found.title), got \(files.count); join them to one first")
      }
      return try single(first, found, isNamed: format != nil)
    case .folders:
      throw DataError(file: paths.joined(separator: ", "), problem: "one folder of class folders expected")
    }
  }

  private static func single(_ file: String, _ format: Format, isNamed: Bool) throws -> any ItemSource {
    if format == .numpy { return NumPySource(file) }
    guard isNamed, let text = TextSource.Format(rawValue: format.rawValue) else { return try TextSource(file) }
    return TextSource(
      file, format: text, ending: ".\(format.rawValue)\(try ByteReader(file).isGzipped ? ".gz" : "")")
  }

  /// Whether a path is a folder that has a folder for each class.
  private static func isClassFolders(_ path: String, _ format: Format?) throws -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if ShardPaths.isPattern(path) { return false }
      throw DataError.system(path, "it cannot be read")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return false }
    if let format { return format == .folders }
    let entries = try FolderWalk(path).entries([])
    guard let folder = entries.first(where: \.isFolder) else { return false }
    // What lies beside class folders is left out, but shards would hardly be meant to be.
    for entry in entries where !entry.isFolder {
      let name = String(decoding: entry.name, as: UTF8.self)
      if let found = FormatFinder.format(ofName: name), found == .tfrecord || found == .webdataset {
        throw DataError(
          file: path,
          problem:
            "it holds both shards ('\(name)') and folders ('\(String(decoding: folder.name, as: UTF8.self))');"
            + " for the shards give a pattern such as '\(path)/*', or name the format (folders)")
      }
    }
    return true
  }
}

extension ItemSources.Format {
  /// As messages call it.
  var title: String {
    switch self {
    case .csv: "a table (CSV)"
    case .tsv: "a table (TSV)"
    case .jsonl: "JSON lines"
    case .tfrecord: "TFRecord"
    case .webdataset: "a tar archive (WebDataset)"
    case .numpy: "a NumPy array"
    case .folders: "class folders"
    }
  }

  /// Whether it is lines of text.
  var isText: Bool { self == .csv || self == .tsv || self == .jsonl }

  /// All of them, for who gave none of them.
  static let expected =
    "a table (.csv, .tsv), JSON lines (.jsonl), TFRecord files (.tfrecord), WebDataset archives (.tar), NumPy arrays"
    + " (.npy, .npz) or a folder of class folders"
}
