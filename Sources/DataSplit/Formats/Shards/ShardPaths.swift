import Glibc

/// Files of a dataset by their paths, of which each may be a pattern for several: `data/train-*`.
enum ShardPaths {
  /// The files, in the order given; those of a pattern sorted by their bytes, on every machine alike.
  ///
  /// - Throws: ``DataError`` for a pattern that no file has, and for a file that is there twice.
  static func expand(_ paths: [String]) throws(DataError) -> [String] {
    var files: [String] = []
    for path in paths {
      if access(path, F_OK) == 0 || !path.contains(where: { "*?[{".contains($0) }) {
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

  /// How the names of files end, from the first known ending on: `.tfrecord.gz` of `train.v2.tfrecord.gz`; empty where
  /// there is none.
  static func ending(of file: String, known: [String]) -> String {
    let name = file.split(separator: "/").last ?? ""
    let packed = [".gz", ".zlib", ".z"].first { name.lowercased().hasSuffix($0) } ?? ""
    let bare = name.dropLast(packed.count)
    let ending = known.first { bare.lowercased().hasSuffix($0) }
    return (ending.map { String(bare.suffix($0.count)) } ?? "") + name.suffix(packed.count)
  }

  /// Whether two paths lead to the same file.
  static func isSame(_ first: String, _ second: String) -> Bool {
    var (a, b) = (stat(), stat())
    guard stat(first, &a) == 0, stat(second, &b) == 0 else { return false }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }
}
