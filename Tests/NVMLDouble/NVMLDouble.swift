import Foundation

/// A double of NVIDIA's management library with GPUs as a test wants them.
///
/// Its C source says what it is and what can be written into its state. Each has a file of its own, so that tests beside
/// each other have GPUs of their own.
public struct NVMLDouble {
  /// Where the library and its state are; gone after ``remove()``.
  public let folder: String
  /// What is loaded in place of `libnvidia-ml.so.1`.
  public var path: String { folder + "/libnvidia-ml.so.1" }

  /// Makes a library with GPUs.
  public init(_ state: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lunas-nvml-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Self.library.get().write(to: URL(fileURLWithPath: path))
    try set(state)
  }

  /// Changes what the GPUs are and do.
  public func set(_ state: String) throws {
    try state.write(toFile: folder + "/state", atomically: true, encoding: .utf8)
  }

  /// Removes the files. The library stays loaded where it is.
  public func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// Why there is no library.
  public struct NotBuilt: Error, CustomStringConvertible {
    public let description: String
  }

  /// The library's bytes, compiled once.
  private static let library = Result { () throws -> Data in
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let sources = ["nvml_double.c", "state.c"].map { folder.appending(path: $0).path }
    let output = FileManager.default.temporaryDirectory.appending(path: "lunas-nvml-\(UUID()).so")
    defer { try? FileManager.default.removeItem(at: output) }
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments =
      [
        "clang", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-Wl,-soname,libnvidia-ml.so.1",
        "-o",
        output.path,
      ] + sources
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else {
      throw NotBuilt(description: "cc does not compile \(folder.path)")
    }
    return try Data(contentsOf: output)
  }
}
