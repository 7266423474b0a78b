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
    try await preloadLibrary()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What `require` finds in the binary.
  private func preloadLibrary() async throws {
    let results = try await lua.run(
      Array("return function(name, text, chunk) package.preload[name] = assert(load(text, chunk, 't')) end".utf8),
      name: "=preload")
    for file in EmbeddedFile.all {
      _ = try await lua.call(
        results[0], [file.name, String(decoding: file.bytes, as: UTF8.self), "@Stdlib/\(file.path)"],
        as: LuaReference.self)
    }
  }
}
