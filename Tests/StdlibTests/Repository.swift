import CStdlib
import Foundation

/// The working tree that the tests were built from.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The files under a folder with the end of a name, as paths from the root, in order.
  static func files(under folder: String, suffix: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }

  static func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")))
  }
}

/// The files that the binary holds.
struct EmbeddedFile {
  let name: String
  let path: String
  let bytes: [UInt8]

  static let all: [EmbeddedFile] = (0..<lunas_stdlib_count()).map { position in
    let file = lunas_stdlib_file_at(position)
    return EmbeddedFile(
      name: String(cString: file.name), path: String(cString: file.path),
      bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.length)))
  }
}
