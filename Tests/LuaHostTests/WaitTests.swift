import LuaHost
import Testing

/// A bound function that waits reads as a blocking call, wherever it stands.
@Suite struct WaitTests {
  private func makeState() async throws -> LuaState {
    let lua = try LuaState()
    await lua.withStack { stack in
      stack.setGlobal(
        "later",
        LuaFunction(
          "later", "Answers after a pause.", LuaParameter<Int>("value", "the answer"),
          returns: LuaResult<Int>("it")
        ) { (value: Int) async throws -> Int in
          try await Task.sleep(for: .milliseconds(1))
          return value
        })
      stack.setGlobal(
        "never",
        LuaFunction("never", "", returns: LuaResult<Int>("")) { () async throws -> Int in
          try await Task.sleep(for: .seconds(1000))
          return 0
        })
      stack.setGlobal(
        "refuse",
        LuaFunction("refuse", "", returns: LuaResult<Int>("")) { () async throws -> Int in throw Refusal(code: 9) }
      )
    }
    return lua
  }

  @Test func `a task on the thread of a state runs Lua, waits and goes on`() async throws {
    let lua = try await makeState()
    let (answers, continuation) = AsyncStream.makeStream(of: Int?.self)
    lua.startTask {
      for value in 1...3 {
        continuation.yield(try? await lua.run("return later(\(value)) + later(1)", as: Int.self))
        try? await Task.sleep(for: .milliseconds(1))
      }
      continuation.finish()
    }
    #expect(await answers.reduce(into: []) { $0.append($1) } == [2, 3, 4])
  }

  struct Refusal: Error, Equatable, CustomStringConvertible {
    let code: Int
    var description: String { "refused with \(code)" }
  }

  @Test(arguments: [
    ("return later(5)", 5),
    ("return select(2, pcall(later, 5)) + later(1)", 6),
    ("return select(2, pcall(pcall, later, 5)) and 1", 1),
    ("return setmetatable({}, {__index = function(_, k) return later(k) end})[8]", 8),
    (
      "local n = 0 for i in function(_, i) i = later((i or 0) + 1) return i <= 3 and i or nil end do n = n + i end return n",
      6
    ),
    ("return coroutine.wrap(function() return later(4) end)()", 4),
    ("return select(2, coroutine.resume(coroutine.create(function() return later(4) + later(5) end)))", 9),
    (
      "local c = coroutine.wrap(function() coroutine.yield(later(1)) coroutine.yield(later(2)) end) return c() + c()",
      3
    ),
    (
      "return coroutine.wrap(function() return coroutine.wrap(function() return later(3) end)() + later(1) end)()",
      4
    ),
    (
      "return coroutine.wrap(function() return select(2, pcall(coroutine.wrap(function() return later(3) end))) end)()",
      3
    ),
  ])
  func `a wait gives its answer`(source: String, answer: Int) async throws {
    #expect(try await makeState().run(source, as: Int.self) == answer)
  }

  @Test(arguments: [
    "return refuse()",
    "return coroutine.wrap(refuse)()",
    "local ok, e = pcall(refuse) error(e)",
    "local ok, e = coroutine.resume(coroutine.create(refuse)) error(e, 0)",
  ])
  func `a wait that fails raises, and the host gets the same error back`(source: String) async throws {
    let lua = try await makeState()
    do {
      _ = try await lua.run(source, name: "=chunk", as: Int.self)
      Issue.record("it ran")
    } catch LuaError.runtime(let error) {
      #expect(error.cause as? Refusal == Refusal(code: 9))
      #expect(error.message.hasSuffix("refused with 9"))
    }
  }

  @Test(arguments: [
    "table.sort({2, 1}, function() return later(1) > 0 end)",
    "table.sort({2, 1}, function() return coroutine.wrap(function() return later(1) end)() end)",
    "return ('x'):gsub('.', function() return later(1) end)",
  ])
  func `a wait inside a C call says that it cannot`(source: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self) }
    #expect(error?.description.contains("cannot wait here") == true)
    #expect(try await lua.run("return later(2)", as: Int.self) == 2)
  }

  @Test func `other chunks run while one waits`() async throws {
    let lua = try await makeState()
    let run = LuaRun()
    let waiting = Task { try await lua.run("return never()", as: Int.self, in: run) }
    #expect(try await lua.run("return later(1) + 1", as: Int.self) == 2)
    run.interrupt()
    let error = await #expect(throws: LuaError.self) { try await waiting.value }
    #expect(error?.description == "interrupted")
  }

  @Test func `an interrupted wait cannot be caught by the script`() async throws {
    let lua = try await makeState()
    let run = LuaRun()
    let waiting = Task { try await lua.run("while true do pcall(never) end", as: Int.self, in: run) }
    try await Task.sleep(for: .milliseconds(10))
    run.interrupt()
    await #expect(throws: LuaError.self) { try await waiting.value }
  }

  @Test func `a thousand waits at once are each answered`() async throws {
    let lua = try await makeState()
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for value in 1...1000 { group.addTask { try await lua.run("return later(\(value))", as: Int.self) } }
      return try await group.reduce(0, +)
    }
    #expect(total == 500_500)
  }
}
