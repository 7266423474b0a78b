import Foundation
import LuaHost
import SearchEngine
import Synchronization

@testable import LunasLua

/// A session as the prompt has it: one state, one context, and every update that its searches tell.
final class Session: Sendable {
  let lua: LuaState
  let context: LunasContext
  /// What `gate()` in Lua waits for.
  let gate = Once<Bool>()
  /// The workspace.
  let folder: String
  private let updates: Updates

  private final class Updates: Sendable {
    let all = Mutex<[SearchUpdate]>([])
  }

  /// The program stands beside the tests.
  private static let executable: String = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return [
      beside.appending(path: "lunas"),
      Bundle.main.bundleURL.deletingLastPathComponent().appending(path: "debug/lunas"),
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }?.path ?? "lunas"
  }()

  /// - Parameter folder: the workspace of another session, as another program would have it; one of its own if nil.
  init(
    script: String? = nil, isResuming: Bool = false, answerLimit: Duration = .seconds(10), folder: String? = nil
  ) async throws {
    self.folder =
      folder ?? FileManager.default.temporaryDirectory.appending(path: "lunas-session-\(UUID())").path
    lua = try LuaState()
    let updates = Updates()
    self.updates = updates
    context = LunasContext(
      lua: lua, workspacePath: self.folder, supervisor: [Self.executable, "supervise"], script: script,
      isResuming: isResuming, answerLimit: answerLimit
    ) { update in updates.all.withLock { $0.append(update) } }
    await context.install()
    await lua.withStack { [gate] stack in
      stack.setGlobal(
        "gate",
        LuaFunction("gate", "Waits until the test goes on.", returns: .nothing) { () async throws -> LuaNothing in
          _ = try await gate.wait()
          return LuaNothing()
        })
    }
    _ = try await text("nas = require 'lunas'")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs a chunk and gives its first result as `tostring` does.
  @discardableResult
  func text(_ source: String, in run: LuaRun = LuaRun()) async throws -> String {
    try await lua.run("return tostring(((function() \(source) end)()))", name: "=typed", as: String.self, in: run)
  }

  /// Defines the global `s`: a search whose space has a thousand architectures.
  func define(_ keys: String, name: String = "k") async throws {
    try await text("s = nas.search { name = '\(name)', space = { a = nas.int(1, 1000) }, reward = 'r', \(keys) }")
  }

  var heard: [SearchUpdate] { updates.all.withLock { $0 } }

  /// Every notice, end of a failed trial and breaking off, in words.
  var complaints: [String] {
    heard.compactMap { update in
      switch update {
      case .notice(let name, _, let text): "\(name): \(text)"
      case .ended(let progress, let trial): trial.reason.map { "\(progress.name): \($0)" }
      case .broke(let name, let message): "\(name) broke: \(message)"
      default: nil
      }
    }
  }

  /// Waits until something is so; the time limit of the suite ends a wait in vain.
  func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(2)) }
  }

  /// The error that a chunk ends with.
  func error(_ source: String) async -> String {
    do {
      return "no error but \(try await text(source))"
    } catch { return String(describing: error) }
  }
}
