import Foundation
import Testing

/// Rules of the boundary that a compiler cannot check.
@Suite struct BoundaryTests {
  /// A raise in Swift seems to work and silently skips every release on its way out.
  @Test func `no Swift source raises a Lua error`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
      .standardized
    let raising = /\b(lua_error|luaL_error|luaL_check\w+|luaL_opt\w+|luaL_arg\w+|lua_yieldk?)\b/
    var checked = 0
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      ?? .init()
    where file.pathExtension == "swift" {
      checked += 1
      let code = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.contains("//") }
      for line in code { #expect(line.firstMatch(of: raising) == nil, "\(file.lastPathComponent): \(line)") }
    }
    #expect(checked > 20)
  }

  /// Inlined into an optimised `async` function, a mutex may unlock for another thread than it locked for.
  @Test func `every lock is one that is never inlined`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
      .standardized
    var locks = 0
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      ?? .init()
    where file.pathExtension == "swift" && !file.path.contains("/Locking/") {
      let code = try String(contentsOf: file, encoding: .utf8)
      #expect(!code.contains(/\bMutex\b[<(]/), "\(file.lastPathComponent) has a Mutex: take Locked")
      if code.contains("Locked(") { locks += 1 }
    }
    #expect(locks > 10)
  }
}
