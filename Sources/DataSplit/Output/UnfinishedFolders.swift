import Locking

/// The folders that splits of this process are being written to, for a signal that ends it.
enum UnfinishedFolders {
  /// By their paths, with the folders that were made for them.
  private static let folders = Locked<[String: [String]]>([:])

  /// Adds a folder.
  static func add(_ path: String, made: [String]) { folders.withLock { $0[path] = made } }

  /// Does what ends the writing of a folder, unless a signal came before: then the caller waits for the process to end.
  static func remove(_ path: String, _ body: () throws -> Void) rethrows {
    try folders.withLock { folders in
      try body()
      folders[path] = nil
    }
  }

  /// Removes all of them and ends the process, before any thread can say that its files have gone.
  static func removeAll(thenEnd end: () -> Void) {
    folders.withLock { folders in
      for (path, made) in folders { OutputPlace.remove(path, made: made) }
      folders = [:]
      end()
    }
  }
}

extension SplitTask {
  /// Removes what is being written by all tasks of the process, and calls what ends it: for the signals that do.
  public static func abandonAll(thenEnd end: () -> Void) { UnfinishedFolders.removeAll(thenEnd: end) }
}
