import LuaHost
import PlainJSON
import Testing

@Suite struct RunTests {
  @Test func `a chunk gives its result`() async throws {
    let lua = try LuaState()
    #expect(try await lua.run("return 1 + 2", as: Int.self) == 3)
  }

  @Test func `values of every plain type go in and come out`() async throws {
    let lua = try LuaState()
    let value: JSON = ["a": [1, 2.5, "x\u{0}é", true, ["n": [[]]]], "big": .integer(.max)]
    let echo = try await lua.run("return function(v) return v end", as: LuaCallable.self)
    #expect(try await lua.call(echo.reference, [value], as: JSON.self) == value)
  }

  @Test func `integers and floats stay apart`() async throws {
    let lua = try LuaState()
    #expect(try await lua.run("return { 3, 3.0 }", as: JSON.self) == .array([.integer(3), .number(3)]))
  }

  @Test(arguments: [
    ("return 1.5", "integer expected, got 1.5"),
    ("return '5'", "integer expected, got string"),
    ("return nil", "integer expected, got nil"),
    ("return", "integer expected, got nil"),
  ])
  func `a result of another type is refused`(source: String, message: String) async throws {
    let lua = try LuaState()
    let error = await #expect(throws: LuaConversionError.self) { try await lua.run(source, as: Int.self) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    ("local t = {} t.t = t return t", "t: a table that does not contain itself expected, got a cycle"),
    ("return { 1, 2, [4] = 3 }", "a list with the keys 1 to 3 expected, got no [3] but [4]"),
    ("return { 1, x = 2 }", "keys that are all names or all positions expected, got a table with both"),
    ("return { a = { print } }", "a[1]: a table, string, number or boolean expected, got function"),
    ("return { [1.5] = 1 }", "a key that is a string or a whole number expected, got a number"),
    ("return { s = '\\xff' }", "s: string in UTF-8 expected, got other bytes"),
  ])
  func `data that is no data is refused with its path`(source: String, message: String) async throws {
    let lua = try LuaState()
    let error = await #expect(throws: LuaConversionError.self) { try await lua.run(source, as: JSON.self) }
    #expect(error?.description == message)
  }

  @Test func `runs share globals and each has its own locals`() async throws {
    let lua = try LuaState()
    _ = try await lua.run("x = 1; local y = 2; return 0", as: Int.self)
    #expect(try await lua.run("return { x, y == nil }", as: JSON.self) == [1, true])
  }

  @Test func `a syntax error names file and line`() async throws {
    let lua = try LuaState()
    let error = await #expect(throws: LuaError.self) {
      try await lua.run("\nx = = 1", name: "@a.lua", as: Int.self)
    }
    #expect(error?.description == "a.lua:2: unexpected symbol near '='")
  }

  @Test(arguments: [("if x then", true), ("f(", true), ("x = [[", true), ("x = = 1", false), ("end", false)])
  func `an unfinished chunk is told from a wrong one`(source: String, isIncomplete: Bool) async throws {
    let lua = try LuaState()
    do {
      _ = try await lua.run(source, as: Int.self)
      Issue.record("it ran")
    } catch LuaError.syntax(_, let flag) { #expect(flag == isIncomplete) }
  }

  @Test func `a runtime error has message and traceback`() async throws {
    let lua = try LuaState()
    let source = "local function inner() error('no') end\nfunction outer() inner() end\nouter()"
    let error = await #expect(throws: LuaError.self) { try await lua.run(source, name: "@b.lua", as: Int.self) }
    #expect(error?.description == "b.lua:1: no")
    #expect(error?.traceback?.contains("b.lua:2: in function 'outer'") == true)
  }

  @Test(arguments: [
    ("error({})", "(error object is a table value)"),
    ("error(nil)", "(error object is a nil value)"),
    ("error(setmetatable({}, {__tostring=function() return 'mine' end}))", "mine"),
  ])
  func `an error value of any type becomes a message`(source: String, prefix: String) async throws {
    let lua = try LuaState()
    let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self) }
    #expect(error?.description.hasPrefix(prefix) == true)
  }

  @Test func `bytecode is refused`() async throws {
    let lua = try LuaState()
    let bytes: [UInt8] = [0x1B] + Array("Lua".utf8)
    let error = await #expect(throws: LuaError.self) { try await lua.run(bytes, name: "=x") }
    #expect(error?.description.contains("attempt to load a binary chunk") == true)
  }

  @Test func `a dropped reference is collected`() async throws {
    let lua = try LuaState()
    var kept: LuaCallable? = try await lua.run(
      "local weak = setmetatable({}, {__mode = 'k'}); probe = weak; local f = function() return weak end; weak[f] = 1; return f",
      as: LuaCallable.self)
    #expect(kept != nil)
    #expect(try await lua.run("collectgarbage() return next(probe) ~= nil", as: Bool.self))
    kept = nil
    #expect(try await lua.run("collectgarbage() return next(probe) == nil", as: Bool.self))
  }

  @Test func `a closed state says so`() async throws {
    let lua = try LuaState()
    await lua.close()
    let error = await #expect(throws: LuaError.self) { try await lua.run("return 1", as: Int.self) }
    #expect(error?.description == "the Lua state is closed")
  }
}
