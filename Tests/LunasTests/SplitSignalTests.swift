import Foundation
import Testing

/// What ends `lunas split` in the middle.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SplitSignalTests {
  /// Starts a split that takes a while, and ends it once it writes.
  private func end(_ command: Command, _ signal: Int32) throws -> Process {
    let rows = (0..<1000).map { "a row of some length,\($0 % 3)\n" }.joined()
    try command.write("x,y\n" + String(repeating: rows, count: 4000), to: "big.csv")
    let process = try command.start(["split", "--train", "big.csv", "--label", "y", "--out", "new/out"])
    // In this thread: others may keep the pool's threads until the split is done.
    while process.isRunning, !exists("new/.out.partial", in: command) { usleep(1000) }
    // The folder is there just before it is known to be.
    usleep(20_000)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process
  }

  private func exists(_ name: String, in command: Command) -> Bool {
    FileManager.default.fileExists(atPath: "\(command.folder)/\(name)")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal ends the split as it ends others, and nothing is left`(signal: Int32) throws {
    let command = try Command()
    defer { command.remove() }
    let process = try end(command, signal)
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == signal)
    #expect(!exists("new", in: command))
  }

  @Test func `what SIGKILL leaves is removed by the next split`() throws {
    let command = try Command()
    defer { command.remove() }
    let process = try end(command, SIGKILL)
    #expect(process.terminationStatus == SIGKILL)
    #expect(exists("new/.out.partial", in: command))
    try command.write("x,y\n" + (0..<40).map { "\($0),\($0 % 2)\n" }.joined(), to: "small.csv")
    let result = try command.run("split", "--train", "small.csv", "--label", "y", "--out", "new/out")
    #expect(result.code == 0, "\(result.error)")
    #expect(!exists("new/.out.partial", in: command))
    #expect(exists("new/out/split.json", in: command))
  }
}
