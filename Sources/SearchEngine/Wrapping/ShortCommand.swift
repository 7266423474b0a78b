import Foundation

/// A command that is run beside the trials and has a limited time.
enum ShortCommand {
  /// Runs it and waits for it without holding up anything else.
  ///
  /// - Parameter log: the file that gets what it prints; it stays where something went wrong.
  /// - Returns: what went wrong, in words; nil where it ended with code 0.
  static func run(_ arguments: [String], in directory: String, log: String, limit: Duration) async -> String? {
    let process = Process()
    // Finds the program as a shell would, and is replaced by it.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardInput = FileHandle.nullDevice
    // No pipe: what it leaves in the background could keep that open for ever.
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let output = FileHandle(forWritingAtPath: log) ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    defer { try? output.close() }
    let (ends, end) = AsyncStream<Int32>.makeStream()
    process.terminationHandler = { process in
      end.yield(process.terminationStatus)
      end.finish()
    }
    do { try process.run() } catch { return "cannot be started: \(error.localizedDescription)" }
    let pid = process.processIdentifier
    let watch = Task {
      guard (try? await Task.sleep(for: limit)) != nil else { return false }
      kill(pid, SIGKILL)
      return true
    }
    var code: Int32 = 0
    for await status in ends { code = status }
    watch.cancel()
    if await watch.value { return "took longer than \(limit)" }
    if code == 0 {
      unlink(log)
      return nil
    }
    let text = (FileManager.default.contents(atPath: log) ?? Data()).suffix(400)
    let last = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).last
    return "exit code \(code)" + (last.map { ": \($0)" } ?? "")
  }
}
