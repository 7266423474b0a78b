import Foundation
import Testing

/// Where `require` looks, and in which order.
@Suite(.timeLimit(.minutes(5))) struct ModuleFolderTests {
  /// The places of a module, the first one first, below a folder that has all of them.
  static let places = [
    "scripts/mod.lua", "scripts/mod/init.lua", "lunas_modules/mod.lua", "lunas_modules/mod/init.lua",
    "data/lunas/modules/mod.lua", "data/lunas/modules/mod/init.lua", "path/mod.lua",
  ]

  private func write(_ text: String, to name: String, in command: Command) throws {
    let folder = URL(fileURLWithPath: "\(command.folder)/\(name)").deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try command.write(text, to: name)
  }

  private func environment(_ command: Command) -> [String: String] {
    [
      "XDG_DATA_HOME": "\(command.folder)/data", "LUA_PATH": "\(command.folder)/path/?.lua",
      "HOME": command.folder,
    ]
  }

  @Test func `each place hides those after it`() throws {
    let command = try Command()
    defer { command.remove() }
    try write("print(require 'mod')", to: "scripts/main.lua", in: command)
    for place in Self.places { try write("return '\(place)'", to: place, in: command) }
    for place in Self.places {
      let result = try command.run(["scripts/main.lua"], environment: environment(command))
      #expect(result.output.hasPrefix("\(place)\t"), "\(result.output)\(result.error)")
      try FileManager.default.removeItem(atPath: "\(command.folder)/\(place)")
    }
    let result = try command.run(["scripts/main.lua"], environment: environment(command))
    #expect(result.code == 1 && result.error.contains("module 'mod' not found"))
  }

  @Test func `the library in the binary comes last and needs nothing beside it`() throws {
    let command = try Command()
    defer { command.remove() }
    let copy = "\(command.folder)/elsewhere/lunas"
    try FileManager.default.createDirectory(
      atPath: "\(command.folder)/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Command.executable.path, toPath: copy)
    let code = "print(type(require 'lunas.test'), type(require 'lunas'), require('lunas').int(1, 2))"
    let result = try command.run(
      ["-E", "-e", code], program: URL(fileURLWithPath: copy), environment: environment(command))
    #expect(result.code == 0 && result.output.hasPrefix("table\ttable\t"), "\(result.output)\(result.error)")

    try write("return 'mine'", to: "path/lunas/test.lua", in: command)
    let mine = try command.run(["-e", "print(require 'lunas.test')"], environment: environment(command))
    #expect(mine.output.hasPrefix("mine\t"), "\(mine.output)\(mine.error)")
  }

  @Test func `a message lists the folders unless the script has its own path`() throws {
    let command = try Command()
    defer { command.remove() }
    let result = try command.run(["-e", "require 'a.b'"], environment: environment(command))
    for place in ["./lunas_modules/a/b.lua", "\(command.folder)/data/lunas/modules/a/b/init.lua"] {
      #expect(result.error.contains("\n\tno file '\(place)'"), "\(result.error)")
    }
    let own = try command.run(
      ["-e", "package.path = './own/?.lua' require 'a.b'"], environment: environment(command))
    #expect(!own.error.contains("modules") && own.error.contains("no file './own/a/b.lua'"), "\(own.error)")
  }

  @Test func `-E forgets the user's folder`() throws {
    let command = try Command()
    defer { command.remove() }
    let result = try command.run(["-E", "-e", "require 'a'"], environment: environment(command))
    #expect(!result.error.contains("/data/") && result.error.contains("./lunas_modules/a.lua"), "\(result.error)")
  }
}
