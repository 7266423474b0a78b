import Glibc

/// Files of a dataset by their paths, of which each may be a pattern for several: `data/train-*`.
enum ShardPaths {
  /// The files, in the order given; those of a pattern sorted by their bytes, on every machine alike.
  ///
  /// - Throws: ``DataError`` for a pattern that no file has, and for a file that is there twice.
  static func expand(_ paths: [String]) throws -> [String] {
    var files: [String] = []
    for path in paths {
      if access(path, F_OK) == 0 || !isPattern(path) {
        files.append(path)
      } else {
        let matches = glob(path)
        guard !matches.isEmpty else { throw DataError(file: path, problem: "no file has such a name") }
        files += matches
      }
    }
    guard !files.isEmpty else { throw DataError(file: "", problem: "no file was given") }
    if let twice = Dictionary(grouping: files, by: { $0 }).filter({ $0.value.count > 1 }).keys.min() {
      throw DataError(file: twice, problem: "it is there twice, and so would be its items; give it once")
    }
    return files
  }

  private static func glob(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard Glibc.glob(pattern, GLOB_NOSORT | GLOB_BRACE, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The files that paths mean, of which each may also be a folder of shards.
  ///
  /// - Throws: ``DataError`` as ``expand(_:)`` does, and for a folder that holds none or those of several datasets.
  static func files(_ paths: [String]) throws -> [String] {
    var files: [String] = []
    for file in try expand(paths) {
      var status = stat()
      if stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        files += try shards(in: file)
      } else {
        files.append(file)
      }
    }
    return files
  }

  /// The files of a folder, without what is none of a dataset, such as a description of it.
  private static func shards(in folder: String) throws -> [String] {
    let names = try FolderWalk(folder).entries([]).filter { !$0.isFolder }
      .map { String(decoding: $0.name, as: UTF8.self) }
    let shards = names.filter {
      let format = FormatFinder.format(ofName: $0)
      return format == .tfrecord || format == .webdataset
    }
    guard let first = shards.first else {
      throw DataError(
        file: folder,
        problem: "a folder for each class, or shards (.tfrecord, .tar), expected in it, got "
          + (names.isEmpty ? "nothing" : "\(names.count) other files"))
    }
    // `mnist-train.tfrecord-00000-of-00010` beside `mnist-test.tfrecord-00000-of-00001` must not become one.
    let stem = first.filter { !$0.isNumber }
    if let other = shards.first(where: { $0.filter { !$0.isNumber } != stem }) {
      throw DataError(
        file: folder,
        problem:
          "it holds shards of several names ('\(first)', '\(other)'); give a pattern for those that are meant,"
          + " such as '\(folder)/\(pattern(first))', or '\(folder)/*' for all")
    }
    return shards.map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
  }

  /// A pattern for a shard and those beside it, which differ in their numbers.
  private static func pattern(_ name: String) -> String {
    let bare = String(numbered(name))
    if bare != name { return bare + "-*" }
    guard let end = name.lastIndex(where: \.isNumber) else { return name }
    let start = name[...end].lastIndex { !$0.isNumber }.map { name[...$0] } ?? ""
    return start + "*" + name[name.index(after: end)...]
  }

  /// Whether a path could stand for several files.
  static func isPattern(_ path: String) -> Bool { path.contains { "*?[{".contains($0) } }

  /// How the names of files end, from the first known ending on: `.tfrecord.gz` of `train.v2.tfrecord.gz`; empty where
  /// there is none.
  static func ending(of file: String, known: [String]) -> String {
    let name = numbered(file)
    return bareEnding(of: file, known: known) + name.suffix(packed(name).count)
  }

  /// The same without what says that a file is packed.
  static func bareEnding(of file: String, known: [String]) -> String {
    let name = numbered(file)
    let bare = name.dropLast(packed(name).count)
    return known.first { bare.lowercased().hasSuffix($0) }.map { String(bare.suffix($0.count)) } ?? ""
  }

  private static func packed(_ name: Substring) -> String {
    [".gz", ".zlib", ".z"].first { name.lowercased().hasSuffix($0) } ?? ""
  }

  /// A file's name without the number that shards have behind it: `-00000-of-00010`.
  private static func numbered(_ file: String) -> Substring {
    let name = file.split(separator: "/").last ?? ""
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 3, parts[parts.count - 2] == "of", Int(parts[parts.count - 1]) != nil,
      Int(parts[parts.count - 3]) != nil
    else { return name }
    return parts.dropLast(3).joined(separator: "-")[...]
  }

  /// Whether two paths lead to the same file.
  static func isSame(_ first: String, _ second: String) -> Bool {
    var (a, b) = (stat(), stat())
    guard stat(first, &a) == 0, stat(second, &b) == 0 else { return false }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }
}
