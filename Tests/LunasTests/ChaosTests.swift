import Foundation
import PlainJSON
import Testing

/// The small form of `Scripts/benchmarks/chaos`.
@Suite(.timeLimit(.minutes(5))) struct ChaosTests {
  @Test func `however its processes are killed, a search comes to the end that it has undisturbed`() async throws {
    let command = try Command()
    defer { command.remove() }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/benchmarks/chaos.py").standardized.path
    let (output, error) = ("\(command.folder)/out", "\(command.folder)/err")
    for path in [output, error] { try Data().write(to: URL(fileURLWithPath: path)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-B", script, Command.executable.path, "60", "6", "8", "1"]
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": command.folder]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: error)
    try process.run()
    // It takes its time, in which other tests need the thread.
    while process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    let said = try String(contentsOfFile: error, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(said)")
    let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
      .map { try JSON(parsing: String($0)) }
    func value(_ metric: String) -> Int? {
      lines.first { $0["metric"]?.stringValue == metric }?["value"]?.intValue
    }
    #expect(
      try #require(value("controllers killed")) > 0 && lines.filter { $0["unit"] == "mismatches" }.count == 6)
    #expect(lines.allSatisfy { $0["unit"] != "mismatches" || $0["value"]?.intValue == 0 }, "\(said)")
  }
}
