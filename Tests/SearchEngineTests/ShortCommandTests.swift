import Foundation
import Testing

@testable import SearchEngine

/// Commands that are run beside the trials.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ShortCommandTests {
  private let log = FileManager.default.temporaryDirectory.appending(path: "lunas-short-\(UUID()).log").path

  private func run(_ arguments: String..., limit: Duration = .seconds(60)) async -> String? {
    await ShortCommand.run(arguments, in: "/", log: log, limit: limit)
  }

  @Test func `what goes wrong is told in words, and the rest is silent`() async {
    defer { unlink(log) }
    #expect(await run("true") == nil)
    #expect(!FileManager.default.fileExists(atPath: log))
    #expect(await run("/bin/sh", "-c", "echo one; echo two >&2; exit 3") == "exit code 3: two")
    #expect(FileManager.default.contents(atPath: log) == Data("one\ntwo\n".utf8))
    #expect(await run("/nowhere/at/all")?.hasPrefix("exit code 127: ") == true)
    #expect(await run("sleep", "60", limit: .milliseconds(100))?.hasPrefix("took longer than 0.1 ") == true)
    // What it leaves in the background is not waited for.
    #expect(await run("/bin/sh", "-c", "sleep 3 & exit 0") == nil)
  }
}
