import Foundation

@testable import Launchers

/// A trial folder that goes with the test.
final class ScratchFolder: Sendable {
  let folder = TrialFolder(FileManager.default.temporaryDirectory.appending(path: "lunas-trial-\(UUID())").path)

  init() { try? folder.create() }

  deinit { try? FileManager.default.removeItem(atPath: folder.path) }

  /// Adds to a file as a program does that has it open.
  func append(_ text: String, to path: String) { append(Array(text.utf8), to: path) }

  func append(_ bytes: [UInt8], to path: String) {
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    guard let file = FileHandle(forWritingAtPath: path) else { return }
    defer { try? file.close() }
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: Data(bytes))
  }
}
