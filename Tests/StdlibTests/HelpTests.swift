import LuaHost
import LunasLua
import Testing

/// What the prompt asks for; what `help` says is specified in Lua.
@Suite struct HelpTests {
  @Test(arguments: [
    ("one_of", "one_of(candidates, [options]) -> Decision"), ("int", "int(lower, upper, [options]) -> Decision"),
    ("converged", "converged([options]) -> StopRule"), ("mutate", "mutate(arch, [seed]) -> table?"),
  ])
  func `a signature shows what may be left out, and no object`(name: String, signature: String) throws {
    let function = try #require(try Stubs.declarations().allFunctions.first { $0.name == name })
    #expect(Help.signature(of: function) == signature)
    #expect(Help.signature(of: function, path: "x.y", withResult: false).hasPrefix("x.y("))
    #expect(!Help.signature(of: function, withResult: false).contains("->"))
  }

  @Test func `a function that Lua runs tells where it stands and what it takes`() async throws {
    let lua = try LuaState()
    _ = try await lua.run(
      Array("\nfunction f(a, b, ...) end g = load('return 1', '=typed')".utf8), name: "@dir/a.lua")
    let (f, g, p) = await lua.withStack { stack in
      stack.pushGlobals()
      return (origin(of: "f", stack), origin(of: "g", stack), origin(of: "print", stack))
    }
    #expect(f?.chunk == "@dir/a.lua" && f?.line == 2 && f?.parameters == ["a", "b", "..."])
    #expect(g?.chunk == "=typed" && g?.parameters == ["..."])
    #expect(p == nil)
  }

  private func origin(of name: String, _ stack: LuaStack) -> LuaFunctionOrigin? {
    stack.pushField(name, of: -1)
    defer { stack.pop() }
    return stack.functionOrigin(at: -1)
  }
}
