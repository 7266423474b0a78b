import CDataSplit
import Glibc
import PlainJSON

/// The folder that a split is written to. It appears in whole or not at all: everything is written into a folder beside it,
/// which gets its name when all is there.
final class SplitFolder {
  /// As it was asked for.
  let path: String
  /// Where files are written for now.
  let temporary: String
  private let descriptor: Int32
  private var isDone = false

  /// The file that says what a folder of a split holds.
  static let document = "split.json"

  /// Makes the folder beside. One that was left there by a process that was ended is made empty.
  ///
  /// - Parameter inputs: the files that are read, which must not lie in the folder.
  /// - Throws: ``DataError`` where something else is in the way.
  init(_ path: String, inputs: [String]) throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = path
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard !["", ".", ".."].contains(name) else {
      throw DataError(
        file: path, problem: "a folder for the split alone expected; name one that does not exist yet")
    }
    try Self.makeFolders(parent)
    try Self.check(path, inputs: inputs)
    temporary = (parent == "/" ? "/" : parent + "/") + ".\(name).partial"
    descriptor = try Self.lockedFolder(temporary)
    try Self.empty(temporary)
  }

  deinit {
    if !isDone {
      try? Self.empty(temporary)
      rmdir(temporary)
    }
    close(descriptor)
  }

  /// Gives the folder its name, in place of an earlier split.
  ///
  /// - Throws: ``DataError``.
  func finish() throws {
    fsync(descriptor)
    var status = stat()
    if lstat(path, &status) == 0 {
      // Both names change at once, so that there is a whole split at any time.
      if lunas_exchange_names(temporary, path) != 0 { try exchangeInSteps() }
      isDone = true
      try Self.empty(temporary)
      rmdir(temporary)
    } else {
      guard rename(temporary, path) == 0 else { throw OutputFile.unwritable(path, errno) }
      isDone = true
    }
  }

  /// For file systems that cannot exchange names: for a moment there is no split.
  private func exchangeInSteps() throws {
    let earlier = temporary + ".earlier"
    guard rename(path, earlier) == 0 else { throw OutputFile.unwritable(path, errno) }
    guard rename(temporary, path) == 0 else {
      let code = errno
      rename(earlier, path)
      throw OutputFile.unwritable(path, code)
    }
    guard rename(earlier, temporary) == 0 else { throw OutputFile.unwritable(earlier, errno) }
  }

  /// A folder that is there already may be replaced where it is an earlier split and holds nothing else.
  private static func check(_ path: String, inputs: [String]) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw DataError(file: path, problem: "a folder for the split expected, got a file; name another")
    }
    let real = realPath(path) + "/"
    for input in inputs where realPath(input).hasPrefix(real) {
      throw DataError(
        file: path, problem: "the input '\(input)' lies in it and would be replaced; name another folder")
    }
    let names = try entries(path)
    let known = Set(try files(ofSplitIn: path) + [document])
    if let other = names.first(where: { !known.contains($0) }) {
      throw DataError(
        file: path,
        problem: "it holds '\(other)', which is no part of an earlier split; name a folder that does not exist yet"
      )
    }
  }

  /// The files that the document of an earlier split names.
  private static func files(ofSplitIn path: String) throws -> [String] {
    guard let file = try? ByteReader("\(path)/\(document)"), file.stamp.size < 64 << 20 else { return [] }
    var bytes = [UInt8](repeating: 0, count: file.stamp.size)
    let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
    let parts = (try? JSON(parsing: Array(bytes[..<count])))?["parts"]?.objectValue ?? [:]
    return parts.values.compactMap { $0["file"]?.stringValue }
  }

  /// Makes a folder that nobody else writes into.
  private static func lockedFolder(_ path: String) throws -> Int32 {
    while true {
      if mkdir(path, 0o777) != 0, errno != EEXIST { throw OutputFile.unwritable(path, errno) }
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if descriptor < 0, errno == ENOENT { continue }
      guard descriptor >= 0 else { throw OutputFile.unwritable(path, errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw DataError(file: path, problem: "another split is being written there; wait for its end")
      }
      // Whoever held the lock before may have given the folder its name meanwhile.
      var (mine, there) = (stat(), stat())
      if fstat(descriptor, &mine) == 0, lstat(path, &there) == 0, mine.st_ino == there.st_ino { return descriptor }
      close(descriptor)
    }
  }

  private static func makeFolders(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0 { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolders(String(path[..<slash])) }
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw OutputFile.unwritable(path, errno) }
  }

  /// Removes what a folder holds: files, and folders of files.
  private static func empty(_ path: String) throws {
    for name in try entries(path) {
      let entry = "\(path)/\(name)"
      if unlink(entry) == 0 { continue }
      try empty(entry)
      if rmdir(entry) != 0 { throw OutputFile.unwritable(entry, errno) }
    }
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

  private static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
