extension SourceInput {
  /// What paths are, of which each is a file, a pattern for files, or a folder of them.
  static func of(_ paths: [String], files: [String]) -> [SourceInput] {
    if paths == files { return paths.map { .file($0) } }
    return paths.compactMap { path in
      // What was found once is still there, or reading it fails in words of its own.
      guard let own = try? ShardPaths.files([path]) else { return .file(path) }
      return own == [path] ? .file(path) : .files(path: path, own)
    }
  }
}
