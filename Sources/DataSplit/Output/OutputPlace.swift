import Glibc
import PlainJSON

/// Where a split may be written, and what is made and removed around it.
enum OutputPlace {
  /// Checks that nothing is lost by writing there. A folder that is there already may be replaced where it is an earlier
  /// split and holds nothing else.
  ///
  /// - Throws: ``DataError`` where an input lies in it, where it lies in an input, or where something else is in the way.
  static func check(_ path: String, inputs: [SourceInput]) throws {
    let place = realPlace(path)
    for input in inputs { try check(path, place, input) }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw DataError(file: path, problem: "a folder for the split expected, got a file; name another")
    }
    let known = Set(try files(ofSplitIn: path) + [SplitFolder.document])
    for name in try entries(path) {
      guard known.contains(name) else { throw foreign(path, name) }
      if let own = try foreignFile(inPart: "\(path)/\(name)") { throw foreign(path, "\(name)/\(own)") }
    }
  }

  private static func foreign(_ path: String, _ name: String) -> DataError {
    DataError(
      file: path,
      problem: "it holds '\(name)', which is no part of an earlier split; name a folder that does not exist yet")
  }

  private static func check(_ path: String, _ place: String, _ input: SourceInput) throws(DataError) {
    let files =
      switch input {
      case .file(let file), .folder(let file): [file]
      case .files(let path, let files): files + [path]
      }
    for file in files {
      let real = realPlace(file)
      if real == place || real.hasPrefix(place + "/") {
        throw DataError(
          file: path, problem: "the input '\(file)' lies in it and would be replaced; name another folder")
      }
      var status = stat()
      if place.hasPrefix(real + "/"), stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        throw DataError(
          file: path,
          problem: "it lies in the input '\(file)' and would become a part of it; name a folder elsewhere")
      }
    }
  }

  /// A path without links and dots, also of what is not there yet.
  private static func realPlace(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return realPlace(".") + "/" + trimmed }
    let parent = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    let real = realPlace(parent)
    return (real == "/" ? "" : real) + trimmed[slash...]
  }

  /// The files that the document of an earlier split names.
  private static func files(ofSplitIn path: String) throws -> [String] {
    let document = "\(path)/\(SplitFolder.document)"
    guard let file = try? ByteReader(document), file.stamp.size < 64 << 20 else { return [] }
    var bytes = [UInt8](repeating: 0, count: file.stamp.size)
    let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
    let parts = (try? JSON(parsing: Array(bytes[..<count])))?["parts"]?.objectValue ?? [:]
    return parts.values.compactMap { $0["file"]?.stringValue }
  }

  /// The name of a file in a part that is a folder which no split wrote: those are links, or are called `part-...`.
  private static func foreignFile(inPart path: String) throws -> String? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    for name in try entries(path) {
      let entry = "\(path)/\(name)"
      guard lstat(entry, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFLNK: continue
      case S_IFDIR: if let inner = try foreignFile(inPart: entry) { return "\(name)/\(inner)" }
      default: if !name.hasPrefix("part-") { return name }
      }
    }
    return nil
  }

  /// Makes a folder and those above it that are not there yet.
  ///
  /// - Returns: The ones that were made, the outermost first.
  static func makeFolders(_ path: String) throws -> [String] {
    var status = stat()
    if stat(path, &status) == 0 { return [] }
    var made: [String] = []
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      made = try makeFolders(String(path[..<slash]))
    }
    if mkdir(path, 0o777) == 0 { return made + [path] }
    if errno == EEXIST { return made }
    let code = errno
    for folder in made.reversed() { rmdir(folder) }
    throw OutputFile.unwritable(path, code)
  }

  /// Removes what a folder holds: files, links, and folders of them.
  static func empty(_ path: String) throws {
    for name in try entries(path) {
      let entry = "\(path)/\(name)"
      if unlink(entry) == 0 || errno == ENOENT { continue }
      try empty(entry)
      if rmdir(entry) != 0 { throw OutputFile.unwritable(entry, errno) }
    }
  }

  /// Removes a folder that is not wanted after all, and those that were made for it.
  static func remove(_ path: String, made: [String]) {
    // Somebody may still be writing into it.
    for _ in 0..<1000 {
      try? empty(path)
      if rmdir(path) == 0 || errno != ENOTEMPTY && errno != EEXIST { break }
    }
    for folder in made.reversed() { rmdir(folder) }
  }

  private static func entries(_ path: String) throws -> [String] {
    guard let folder = opendir(path) else { throw OutputFile.unwritable(path, errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
