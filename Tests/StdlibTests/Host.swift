import Foundation
import LuaHost
import LunasLua

/// A state with the `lunas` module, and a workspace of its own.
final class Host: Sendable {
  let lua: LuaState
  let context: LunasContext
  private let folder = FileManager.default.temporaryDirectory.appending(path: "lunas-spec-\(UUID())").path

  init() async throws {
    lua = try LuaState()
    context = LunasContext(lua: lua, workspacePath: folder, supervisor: []) { _ in }
    await context.install()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
