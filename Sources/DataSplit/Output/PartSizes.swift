import Glibc
import PlainJSON

/// How large the files of parts are: what tells cheaply that somebody cut one or added to it.
enum PartSizes {
  /// What lies at the path of a part: a file, or a folder of files.
  ///
  /// - Throws: ``DataError`` where there is nothing.
  static func input(at path: String) throws -> SourceInput {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
      throw DataError(file: path, problem: "the split has this part, and the file is gone; make the split again")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return .file(path) }
    let entries = try FolderWalk(path).entries([]).filter { !$0.isFolder }
    return .files(path: path, entries.map { "\(path)/\(String(decoding: $0.name, as: UTF8.self))" }.sorted())
  }

  /// The bytes of a part, in all its files.
  ///
  /// - Throws: ``DataError`` where it is not there.
  static func bytes(at path: String) throws -> Int {
    let files =
      switch try input(at: path) {
      case .files(_, let files): files
      case .file(let file), .folder(let file): [file]
      }
    return files.reduce(0) { sum, file in
      var status = stat()
      return stat(file, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  /// Looks whether parts are as large as they were written.
  ///
  /// - Parameters:
  ///   - files: where they are, by their names.
  ///   - written: what `split.json` says of each; one of earlier versions has no sizes.
  /// - Throws: ``DataError`` where one is gone or of another size.
  static func check(_ files: [String: String], written: [String: JSON]) throws {
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      let size = try bytes(at: file)
      guard let before = written[name]?["bytes"]?.intValue, before != size else { continue }
      throw DataError(
        file: file,
        problem: "it has \(size) bytes, but \(before) were written: somebody changed this part of the split; put "
          + "it back or make the split again")
    }
  }
}
