import CDataSplit
import Glibc

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

  /// The folders above it that had to be made, the outermost first.
  private var madeFolders: [String] = []

  /// Makes the folder beside. One that was left there by a process that was ended is made empty.
  ///
  /// - Parameter inputs: what is read: it must not lie in the folder, nor the folder in it.
  /// - Throws: ``DataError`` where something else is in the way.
  init(_ path: String, inputs: [SourceInput]) throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = path
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard !["", ".", ".."].contains(name) else {
      throw DataError(
        file: path, problem: "a folder for the split alone expected; name one that does not exist yet")
    }
    try OutputPlace.check(path, inputs: inputs)
    temporary = (parent == "/" ? "/" : parent + "/") + ".\(name).partial"
    let made = try OutputPlace.makeFolders(parent)
    do {
      descriptor = try Self.lockedFolder(temporary)
    } catch {
      for folder in made.reversed() { rmdir(folder) }
      throw error
    }
    madeFolders = made
    UnfinishedFolders.add(temporary, made: made)
    try OutputPlace.empty(temporary)
  }

  deinit {
    // Waits where a signal is about to end the process, which removes the folder itself.
    UnfinishedFolders.remove(temporary) {
      if !isDone { OutputPlace.remove(temporary, made: madeFolders) }
    }
    close(descriptor)
  }

  /// Gives the folder its name, in place of an earlier split.
  ///
  /// - Throws: ``DataError``.
  func finish() throws {
    fsync(descriptor)
    try UnfinishedFolders.remove(temporary) { try giveName() }
  }

  private func giveName() throws {
    var status = stat()
    if lstat(path, &status) == 0 {
      // Both names change at once, so that there is a whole split at any time.
      if lunas_exchange_names(temporary, path) != 0 { try exchangeInSteps() }
      isDone = true
      try OutputPlace.empty(temporary)
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
}
