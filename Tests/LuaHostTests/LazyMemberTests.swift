import LuaHost
import Testing

/// Members of a module that are Lua modules, loaded when they are first asked for.
@Suite struct LazyMemberTests {
  private static let texts: [(name: StaticString, place: StaticString, text: StaticString)] = [
    ("lib.double", "lib/double.lua", "loaded = (loaded or 0) + 1\nreturn function(x) return 2 * x end"),
    ("lib.broken", "lib/broken.lua", "\nerror('out of order')"),
    ("lib.wrong", "lib/wrong.lua", "return ]"),
  ]

  private static let library = LuaLibrary(
    texts.map { file in
      func text(_ string: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(string.utf8Start).assumingMemoryBound(to: CChar.self)
      }
      return (
        text(file.name), text(file.place),
        UnsafeBufferPointer(start: text(file.text), count: file.text.utf8CodeUnitCount)
      )
    })

  private func makeState(_ libraries: LuaState.Libraries = .all) async throws -> LuaState {
    let lua = try LuaState(.init(libraries: libraries))
    await lua.searchLibrary(Self.library)
    await lua.withStack { stack in
      let own = LuaFunction("own", "", LuaParameter<Int>("x", ""), returns: LuaResult<Int>("")) { $0 + 1 }
      let names = ["double", "broken", "wrong", "missing"]
      let module = LuaModule(
        "lib", "", functions: [own], lazy: names.map { LuaLazyMember($0, module: "lib." + $0) })
      stack.setGlobal("lib", module)
    }
    return lua
  }

  @Test(arguments: [LuaState.Libraries.all, .sandbox(folder: nil), .sandbox(folder: "/tmp")])
  func `a member is loaded once, when it is asked for`(libraries: LuaState.Libraries) async throws {
    let lua = try await makeState(libraries)
    let source = """
      assert(loaded == nil and lib.own(1) == 2 and loaded == nil)
      assert(lib.double(4) == 8 and lib.double == require 'lib.double' and rawget(lib, 'double'))
      assert(lib[1] == nil and #lib == 0)
      return loaded
      """
    #expect(try await lua.run(source, as: Int.self) == 1)
    #expect(try await makeState(libraries).run("require = nil return lib.double(3)", as: Int.self) == 6)
  }

  @Test(arguments: [
    ("lib.doubel", "chunk:1: unknown member of lib 'doubel'; did you mean 'double'?"),
    ("lib.ow", "chunk:1: unknown member of lib 'ow'; did you mean 'own'?"),
    ("lib.broken", "lib/broken.lua:2: out of order"), ("lib.wrong", "lib/wrong.lua:1: unexpected symbol near ']'"),
    ("lib.missing", "module 'lib.missing' not found"), ("for _ in pairs(lib) do end", "lib/"),
    ("setmetatable(lib, nil)", "cannot change a protected metatable"),
    ("debug.getmetatable(lib).__index(5, 'double')", "table expected, got number"),
    ("debug.getmetatable(lib).__pairs()", "table expected, got no value"),
  ])
  func `a mistake is told`(source: String, message: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) {
      try await lua.run(source.hasPrefix("for") ? source : "return \(source)", as: Int.self)
    }
    #expect(error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test func `all members are seen by pairs, and by who only looks`() async throws {
    let lua = try LuaState()
    await lua.searchLibrary(Self.library)
    await lua.withStack { stack in
      let module = LuaModule("lib", "", functions: [], lazy: [LuaLazyMember("double", module: "lib.double")])
      stack.setGlobal("lib", module)
    }
    let (names, shown) = await lua.withStack { stack -> ([LuaMemberName], String) in
      guard stack.pushPath(["lib"]) else { return ([], "") }
      return (stack.memberNames(at: -1), stack.display(at: -1))
    }
    #expect(names == [LuaMemberName("double", .function)])
    #expect(shown == "{ double = <lib.double> }")
    #expect(try await lua.run("return loaded", as: Int?.self) == nil)
    let all = "local n = {} for name, f in pairs(lib) do n[#n + 1] = name .. f(2) end return table.concat(n)"
    #expect(try await lua.run(all, as: String.self) == "double4")
  }
}
