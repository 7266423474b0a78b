import LuaHost
import LunasLua
import Testing

/// `nas.spaces` and the files in Stdlib/lunas/spaces, which are its members.
@Suite struct KnownSpacesTests {
  private static let members =
    (try? Stubs.declarations())?.allModules.first { $0.name == "nas.spaces" }?.lazy ?? []

  @Test func `each file of the folder is a member`() {
    let files = Repository.files(under: "Stdlib/lunas/spaces", suffix: ".lua")
    let modules = files.map { file in
      String(file.dropFirst("Stdlib/".count).dropLast(".lua".count)).replacing("/", with: ".")
    }
    #expect(Self.members.map(\.module).sorted() == modules)
  }

  @Test(arguments: members)
  func `a known space says what it is, everywhere alike`(member: LuaLazyMember)
    async throws
  {
    let host = try await Host()
    let path = "nas.spaces.\(member.name)"
    let source = """
      local nas = require "lunas"
      assert(\(path) == require "\(member.module)")
      assert(nas.help(\(path)) == nas.help "\(path)")
      assert(nas.help(\(path)) == nas.help "\(member.module)")
      return nas.help(\(path))
      """
    let help = try await host.lua.run(source, as: String.self)
    #expect(help.hasPrefix("\(path)([options]) -> Space\n"))
    #expect(help.contains("written in Lua, at lunas/spaces/\(member.name).lua:"))
    for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let list = try await host.lua.run("local nas = require 'lunas' return nas.help(nas.spaces)", as: String.self)
    #expect(list.contains(path))
    #expect(try Stubs.text().contains("---@return lunas.Space\nfunction lunas.spaces.\(member.name)(options) end"))
  }

  @Test(arguments: members)
  func `a sandbox has it, too`(member: LuaLazyMember) async throws {
    let lua = try LuaState(.init(libraries: .sandbox(folder: nil)))
    await SandboxModule.install(in: lua)
    let source = """
      local nas = require "lunas"
      assert(nas.spaces.\(member.name) == require "\(member.module)")
      return tostring(nas.spaces.\(member.name)())
      """
    #expect(try await lua.run(source, as: String.self).hasPrefix("Space("))
  }

  @Test func `a sandbox finds no other module of the library`() async throws {
    let lua = try LuaState(.init(libraries: .sandbox(folder: nil)))
    await SandboxModule.install(in: lua)
    #expect(try await lua.run("return pcall(require, 'lunas.test')", as: Bool.self) == false)
  }
}
