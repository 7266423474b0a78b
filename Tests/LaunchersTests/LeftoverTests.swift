import Foundation
import Synchronization
import Testing

@testable import Launchers

/// Finding what a crash left, among all processes of the machine.
@Suite(.serialized, .timeLimit(.minutes(5))) final class LeftoverTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "lunas-leftovers-\(UUID())").path
  private let other = FileManager.default.temporaryDirectory.appending(path: "lunas-leftovers-\(UUID())").path
  private let started = Mutex<[Process]>([])

  deinit {
    let processes = started.withLock { $0 }
    for process in processes { kill(process.processIdentifier, SIGKILL) }
    for searches in [root, other].map({ $0 + "/searches" }) { _ = Leftovers.end(under: searches) }
    for path in [root, other] { try? FileManager.default.removeItem(atPath: path) }
  }

  private func folder(_ id: Int, in root: String) throws -> TrialFolder {
    let folder = TrialFolder("\(root)/searches/k/trials/\(id)")
    try folder.create()
    return folder
  }

  /// Starts something in a session of its own, as a trainer is.
  private func start(_ arguments: [String], in folder: TrialFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    process.arguments = ["--wait"] + arguments
    process.environment = ["LUNAS_TRIAL_DIR": folder.path, "PATH": "/usr/bin:/bin"]
    try process.run()
    started.withLock { $0.append(process) }
  }

  private func commands(under root: String) -> [String] {
    Leftovers.find(under: root + "/searches").compactMap(\.command).filter { $0.hasPrefix("sleep") }.sorted()
  }

  private func wait(until isSo: () -> Bool) async throws -> Bool {
    for _ in 0..<200 {
      if isSo() { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  @Test func `only what has no supervisor and is of this workspace is left over`() async throws {
    let supervised = try folder(2, in: root)
    let lock = try #require(try FolderLock.take(supervised))
    try start(["sleep", "1001"], in: folder(1, in: root))
    try start(["sleep", "1002"], in: supervised)
    try start(["sleep", "1003"], in: folder(1, in: other))
    #expect(try await wait { !commands(under: other).isEmpty && !commands(under: root).isEmpty })
    #expect(commands(under: root) == ["sleep 1001"])
    #expect(commands(under: other) == ["sleep 1003"])
    #expect(Leftovers.end(under: root + "/searches").isEmpty)
    #expect(commands(under: root) == [])
    close(lock)
    // What was supervised then has been left alone, like what is of others.
    #expect(commands(under: root) == ["sleep 1002"])
    #expect(commands(under: other) == ["sleep 1003"])
  }

  @Test func `who works at a terminal with a trial's variables is left alone`() async throws {
    let folder = try folder(3, in: root)
    try start(["script", "-qec", "sleep 1004", "/dev/null"], in: folder)
    let hasBegun = try await wait {
      ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }.contains {
        ProcessTable().command(of: $0) == "sleep 1004"
      }
    }
    #expect(hasBegun && commands(under: root) == [])
  }

  @Test func `whoever looks whether a folder is locked keeps nobody from locking it`() async throws {
    let folder = try folder(4, in: root)
    let looking = Mutex(true)
    let lookers = (0..<2).map { _ in
      Thread {
        while true {
          let goesOn = looking.withLock { $0 }
          if !goesOn { return }
          _ = FolderLock.isHeld(folder)
        }
      }
    }
    close(try #require(try FolderLock.take(folder)))
    for looker in lookers { looker.start() }
    defer { looking.withLock { $0 = false } }
    for _ in 0..<2000 {
      close(try #require(try FolderLock.take(folder)))
      await Task.yield()
    }
  }
}
