import Foundation

/// Runs the built command as people do, in a folder of its own.
struct Command {
  let folder = FileManager.default.temporaryDirectory.appending(path: "lunas-command-\(UUID())").path

  struct Result {
    let output: String
    let error: String
    let code: Int32
  }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The program stands beside the tests.
  static let executable: URL = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return [
      beside.appending(path: "lunas"),
      Bundle.main.bundleURL.deletingLastPathComponent().appending(path: "debug/lunas"),
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? beside
  }()

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  /// A search file around the keys that a test cares about.
  func writeSearch(_ keys: String, to name: String = "search.lua") throws {
    try write("local nas = require 'lunas'\nreturn nas.search { \(keys) }\n", to: name)
  }

  func start(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let (inputPath, outputPath, errorPath) = ("\(folder)/.in", "\(folder)/.out", "\(folder)/.err")
    try input.write(toFile: inputPath, atomically: true, encoding: .utf8)
    for path in [outputPath, errorPath] { try Data().write(to: URL(fileURLWithPath: path)) }
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    return process
  }

  @discardableResult
  func run(_ arguments: String..., input: String = "") throws -> Result {
    try run(arguments, input: input)
  }

  func run(
    _ arguments: [String], input: String = "", program: URL = executable, environment: [String: String] = [:]
  ) throws -> Result {
    // Beside the files of start(_:input:): what was started may still write.
    try write(input, to: ".run.in")
    let code = try PlainProcess.run(
      program.path, arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      folder: folder, input: "\(folder)/.run.in", output: "\(folder)/.run.out", error: "\(folder)/.run.err")
    return Result(
      output: try String(contentsOfFile: "\(folder)/.run.out", encoding: .utf8),
      error: try String(contentsOfFile: "\(folder)/.run.err", encoding: .utf8), code: code)
  }
}
