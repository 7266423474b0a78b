import DataSplit
import Foundation
import Testing

/// A folder of a test's own, and what others than Lunas write into it and read of it.
final class FormatFolder {
  let path: String
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    .standardized.path

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "lunas-formats-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in the folder.
  func at(_ name: String) -> String { path + "/" + name }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: at(name)))) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(filePath: at(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// The names in the folder or in one within, sorted.
  func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: at(folder)).sorted()
  }

  /// Runs a script of `Tests/DataFormatTests` with the packages that `Scripts/test` installs in `.build/readers`.
  func python(_ script: String, _ arguments: String...) throws -> String {
    let python = Self.root + "/.build/readers/bin/python"
    try #require(
      FileManager.default.isExecutableFile(atPath: python), "readers are missing; Scripts/test installs them")
    return try run(python, ["-B", Self.root + "/Tests/DataFormatTests/" + script] + arguments)
  }

  /// Runs a program in the folder; its output.
  func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: path)
    let (output, errors) = (Pipe(), at(".errors"))
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let message = String(decoding: try Data(contentsOf: URL(filePath: errors)), as: UTF8.self)
    try FileManager.default.removeItem(atPath: errors)
    try #require(process.terminationStatus == 0, "\(program) \(arguments): \(message)")
    return String(decoding: data, as: UTF8.self)
  }
}

/// The classes' names, one for each item; nil where it has none.
func classNames(_ label: ItemTable.Label?) -> [String?]? {
  guard case .classes(let categories) = label else { return nil }
  return names(categories)
}

/// The names, one for each item; nil where it has none.
func names(_ categories: Categories?) -> [String?] {
  guard let categories else { return [] }
  return categories.codes.map { $0 == Categories.missing ? nil : categories.names[Int($0)] }
}

/// What goes wrong, in words.
func dataError(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing is wrong"
  } catch { return "\(error)" }
}
