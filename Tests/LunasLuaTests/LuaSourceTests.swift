import Testing

@testable import LunasLua

/// What is read from the comments of a Lua file.
@Suite struct LuaSourceTests {
  @Test func `a file that is a function tells what it takes`() throws {
    let text = """
      --- A net: small, e.g. for phones.
      --- More.

      local nas = require "lunas"
      ---The space.
      ---@param size integer how large it is
      ---@param options? { kind?: "a"|"b", depth?: integer } how it is
      ---@return lunas.Space
      return function(size, options)
      end
      """
    let source = LuaSource(name: "lunas.spaces.net", path: "lunas/spaces/net.lua", text: text)
    #expect(source.summary == "A net: small, e.g. for phones.")
    let function = try #require(source.mainFunction)
    #expect(function.line == 9 && function.parameters == "size, options")
    #expect(function.comment.annotationLines.count == 3)
    #expect(
      function.comment.annotations.map(\.label) == [
        "size: integer", "options?: { kind?: \"a\"|\"b\", depth?: integer }", "-> lunas.Space",
      ])
    #expect(function.comment.annotations.map(\.text) == ["how large it is", "how it is", ""])
    #expect(LuaMember(path: "nas.spaces.net", source: source).signature == "nas.spaces.net(size, [options])")
  }

  @Test func `a file without a function has none`() {
    let source = LuaSource(name: "lunas.x", path: "lunas/x.lua", text: "--- Data.\nreturn {}\n")
    #expect(source.mainFunction == nil && source.summary == "Data.")
    #expect(LuaMember(path: "nas.x", source: source).signature == nil)
  }

  @Test func `an indented line that is too wide goes on under its text`() {
    let line = "  kernel   " + Array(repeating: "word", count: 20).joined(separator: " ")
    let lines = TextLayout.paragraphs([line], indent: 2)
    #expect(lines.count == 2 && lines.allSatisfy { $0.count <= TextLayout.width })
    #expect(lines[1].hasPrefix(String(repeating: " ", count: 13) + "word"))
  }
}
