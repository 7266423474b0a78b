import Foundation
import Testing

@Suite struct StubsVerbTests {
  @Test func `stubs writes the file and the editor's settings, and leaves settings that are there`() throws {
    let command = try Command()
    defer { command.remove() }
    let first = try command.run("stubs", "types/lua")
    #expect(first.code == 0)
    #expect(try text("types/lua/lunas.gen.lua", command).hasPrefix("---@meta lunas\n"))
    let settings = try text(".luarc.json", command)
    let parsed = try #require(try JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any])
    #expect(parsed["workspace.library"] as? [String] == ["types/lua"])
    #expect(parsed["runtime.version"] as? String == "Lua 5.4")

    #expect(try !command.run("stubs", "types/lua").output.contains("add to it"))
    let other = try command.run("stubs", "elsewhere")
    #expect(other.output.contains(".luarc.json is there already and stays as it is; add to it:"))
    #expect(other.output.contains("\"workspace.library\": [\"elsewhere\"]"))
    #expect(try text(".luarc.json", command) == settings)
  }

  @Test(arguments: [
    ("/proc/x", "/proc/x cannot be written (No such file or directory)"),
    (".run.in", ".run.in cannot be written (File exists)"),
  ])
  func `a folder that cannot be written is named`(folder: String, message: String) throws {
    let command = try Command()
    defer { command.remove() }
    let result = try command.run("stubs", folder)
    #expect(result.code == 1)
    #expect(result.error.contains(message), "\(result.error)")
  }

  private func text(_ path: String, _ command: Command) throws -> String {
    try String(contentsOfFile: "\(command.folder)/\(path)", encoding: .utf8)
  }
}
