import Foundation
import PlainJSON
import Testing

/// The Python with SciPy that `Scripts/test` makes ready in `.build/sklearn`.
enum SciPy {
  /// The lines of JSON that a script beside this file writes.
  static func run(_ script: String) throws -> [JSON] {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let root = here.appending(path: "../..").standardizedFileURL
    let process = Process()
    process.executableURL = root.appending(path: ".build/sklearn/bin/python")
    process.arguments = ["-B", here.appending(path: script).path]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { try JSON(parsing: String($0)) }
  }
}
