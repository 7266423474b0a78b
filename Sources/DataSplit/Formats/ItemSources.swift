import Glibc

/// Picks what reads a file or folder, by the ending of its name and its first bytes.
public enum ItemSources {
  /// The source of the items at a path.
  ///
  /// - Throws: ``DataError`` where nothing is there, or in no format that is known.
  public static func source(at path: String) throws -> any ItemSource {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(file: path, problem: "it cannot be read (\(String(cString: strerror(errno))))")
    }
    return try TextSource(path)
  }
}
