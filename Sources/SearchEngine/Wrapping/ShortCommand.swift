import Foundation

/// A command that is run beside the trials and has a limited time.
enum ShortCommand {
  /// Runs it and waits for it without holding up anything else.
  ///
  /// - Returns: what went wrong, in words; nil where it ended with code 0.
  static func run(_ arguments: [String], in directory: String, limit: Duration) async -> String? {
    let process = Process()
    // Finds the program as a shell would, and is replaced by it.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    let reading = Task.detached { (try? errors.fileHandleForReading.readToEnd()) ?? Data() }
    let (ends, end) = AsyncStream<Int32>.makeStream()
    process.terminationHandler = { process in
      end.yield(process.terminationStatus)
      end.finish()
    }
    do { try process.run() } catch {
      try? errors.fileHandleForWriting.close()
      return "cannot be started: \(error.localizedDescription)"
    }
    let pid = process.processIdentifier
    let watch = Task.detached {
      guard (try? await Task.sleep(for: limit)) != nil else { return false }
      kill(pid, SIGKILL)
      return true
    }
    var code: Int32 = 0
    for await status in ends { code = status }
    watch.cancel()
    if await watch.value { return "took longer than \(limit)" }
    if code == 0 { return nil }
    let words = String(decoding: await reading.value.suffix(400), as: UTF8.self).split(whereSeparator: \.isNewline)
    return "exit code \(code)" + (words.last.map { ": \($0)" } ?? "")
  }
}
