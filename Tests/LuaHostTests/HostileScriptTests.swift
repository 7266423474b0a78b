import LuaHost
import Testing

/// Scripts that try to run for ever, to eat the machine or to break the boundary. Each must end, with an error, and
/// the state must go on working.
@Suite struct HostileScriptTests {
  static let endless: [String] = [
    "while true do end",
    "repeat until false",
    "::again:: goto again",
    "local function f() return f() end f()",
    "while true do pcall(function() while true do end end) end",
    "while true do pcall(error) end",
    "while true do xpcall(function() while true do end end, function() while true do end end) end",
    "local f; f = function() xpcall(f, f) return f() end f()",
    "local c = coroutine.wrap(function() while true do end end) while true do c() end",
    "while true do local c = coroutine.create(function() while true do end end) coroutine.resume(c) end",
    "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end",
    "table.sort({3, 2, 1, 5, 4}, function(a, b) while true do end end)",
    "while true do pcall(table.sort, {3, 2, 1}, function() while true do end end) end",
    "('x'):gsub('.', function() while true do end end)",
    "while true do pcall(string.gsub, 'x', '.', function() while true do end end) end",
    "local t = setmetatable({}, {__index = function(t, k) while true do end end}) return t.x",
    "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) while true do pcall(function() return t[1] end) end",
    "local t = setmetatable({}, {__eq = function() while true do end end}) return t == setmetatable({}, getmetatable(t))",
    "local t = setmetatable({}, {__concat = function() while true do end end}) return t .. 'x'",
    "local t = setmetatable({}, {__tostring = function() while true do end end}) return tostring(t)",
    "local t <close> = setmetatable({}, {__close = function() while true do pcall(error) end end}) while true do end",
    "for k in function() return 1 end do end",
    "load(function() while true do end end)",
    "local n = 0 while true do n = n + #tostring(n) end",
    "require = nil; local s = setmetatable({}, {__gc = function() end}) while true do s = setmetatable({}, {__gc = function() end}) end",
  ]

  @Test(arguments: endless)
  func `an endless script ends at its time limit`(source: String) async throws {
    let lua = try LuaState(.init(memoryLimit: 64 << 20))
    let run = LuaRun(limits: LuaLimits(duration: .milliseconds(100)))
    let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self, in: run) }
    // A script that also recurses may run into Lua's own limits first.
    #expect(error?.description == "the time limit is reached" || error?.description.contains("overflow") == true)
    #expect(try await lua.run("return 7", as: Int.self) == 7)
  }

  @Test(arguments: [
    "error(setmetatable({}, {__tostring = function() while true do end end}))",
    "local t <close> = setmetatable({}, {__close = function() while true do end end}) error('x')",
    "local t <close> = setmetatable({}, {__close = function() while true do end end}) coroutine.yield()",
  ])
  func `what runs after a script's own error ends at its time limit too`(source: String) async throws {
    let lua = try LuaState()
    let run = LuaRun(limits: LuaLimits(duration: .milliseconds(100)))
    await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self, in: run) }
    #expect(try await lua.run("return 7", as: Int.self) == 7)
  }

  @Test func `an endless script ends when it is interrupted from another thread`() async throws {
    let lua = try LuaState()
    let run = LuaRun()
    let result = Task {
      try await lua.run("while true do pcall(function() while true do end end) end", as: Int.self, in: run)
    }
    try await Task.sleep(for: .milliseconds(20))
    run.interrupt()
    await #expect(throws: LuaError.self) { try await result.value }
    #expect(run.stopped == .interrupted)
  }

  @Test func `cancelling the task ends the script`() async throws {
    let lua = try LuaState()
    let task = Task { try await lua.run("while true do end", as: Int.self) }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    await #expect(throws: LuaError.self) { try await task.value }
  }

  @Test func `an instruction limit ends a script`() async throws {
    let lua = try LuaState()
    let run = LuaRun(limits: LuaLimits(instructions: 100_000))
    let error = await #expect(throws: LuaError.self) {
      try await lua.run("while true do end", as: Int.self, in: run)
    }
    #expect(error?.description == "the instruction limit is reached")
  }

  @Test func `interrupting one run leaves another alone`() async throws {
    let lua = try LuaState()
    let run = LuaRun()
    run.interrupt()
    await #expect(throws: LuaError.self) { try await lua.run("while true do end", as: Int.self, in: run) }
    #expect(try await lua.run("local n = 0 for i = 1, 1e6 do n = n + 1 end return n", as: Int.self) == 1_000_000)
  }

  @Test(arguments: [
    "return ('x'):rep(1e9)",
    "local t = {} for i = 1, 1e9 do t[i] = {} end",
    "local s = 'x' while true do s = s .. s end",
    "return table.concat(setmetatable({}, {__index = function() return ('x'):rep(1e6) end}), '', 1, 1000)",
    "local t = {} while true do t = { t, ('y'):rep(1000) } end",
    "local c = {} for i = 1, 1e8 do c[i] = coroutine.create(print) end",
  ])
  func `a script that eats memory gets an error`(source: String) async throws {
    let lua = try LuaState(.init(memoryLimit: 16 << 20))
    await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self) }
    #expect(try await lua.run("collectgarbage() return 7", as: Int.self) == 7)
    #expect(await lua.memoryUsed < 16 << 20)
  }

  @Test func `host code is never refused memory`() async throws {
    let lua = try LuaState(.init(memoryLimit: 8 << 20))
    await lua.withStack { stack in
      stack.setGlobal(
        "big",
        LuaFunction("big", "", returns: LuaResult<[String]>("")) {
          (0..<20_000).map { _ in String(repeating: "x", count: 1000) }
        })
    }
    // The result is pushed whole; the script's next allocation fails, and can be caught.
    let ok = try await lua.run("return pcall(function() local t = big() return t .. {} end)", as: Bool.self)
    #expect(!ok)
  }

  @Test(arguments: [
    "local function f() return 1 + f() end f()",
    "local function f() return pcall(f) end f() error('deep')",
    "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x.y",
    "return ('('):rep(1000000) .. 1",
    "return load(('return '):rep(1) .. ('{'):rep(10000))()",
    "local s = '' for i = 1, 300 do s = s .. '(' end return load('return ' .. s .. '1' .. s:gsub('%(', ')'))()",
    "return string.rep",
    "return string.format('%999999d', 1)",
    "return coroutine.wrap(function() coroutine.wrap(function() error({}) end)() end)()",
    "local c c = coroutine.wrap(function() c() end) c()",
    "coroutine.yield(1)",
    "error(setmetatable({}, {__tostring = error}))",
    "error(setmetatable({}, {__tostring = function() return 1 end}))",
    "return select(-1)",
    "table.concat({}, 'x', 1, 2^53)",
    "return table.unpack({}, 1, 1e7)",
    "string.dump(print)",
    "load('\\27Lua')()",
  ])
  func `a script that tries to break the machine gets an error`(source: String) async throws {
    let lua = try LuaState(.init(memoryLimit: 64 << 20))
    await #expect(throws: (any Error).self) { try await lua.run(source, as: Int.self) }
    #expect(try await lua.run("return 7", as: Int.self) == 7)
  }
}
