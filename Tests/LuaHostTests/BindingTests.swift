import LuaHost
import Synchronization
import Testing

private final class Tracked: Sendable {
  let onEnd: @Sendable () -> Void
  init(onEnd: @escaping @Sendable () -> Void) { self.onEnd = onEnd }
  deinit { onEnd() }
}

private struct Counter: LuaObject {
  let start: Int
  let tracked: Tracked?
  static let luaType = LuaObjectType("Counter", "Counts.") {
    LuaProperty("start", "where it begins") { (counter: Counter) in counter.start }
    LuaFunction(
      "plus", "Adds.", LuaParameter<Counter>("self", "the counter"), LuaParameter<Int>("amount", "how much"),
      returns: LuaResult<Int>("the sum")
    ) { $0.start + $1 }
    LuaElements("the numbers from its start") { (counter: Counter) in
      3
    } at: { counter, position in
      (1...3).contains(position) ? counter.start + position - 1 : nil
    }
  }
  var luaText: String { "Counter(\(start))" }
}

private struct Other: LuaObject {
  static let luaType = LuaObjectType("Other", "Something else.") {}
}

private struct Settings: LuaOptions {
  var after = 500
  var label: String?
  var ratio = 0.5
  static let fields = [
    LuaField("after", "trials", \Settings.after),
    LuaField("label", "a name", \Settings.label),
    LuaField("ratio", "a share", \Settings.ratio, required: true),
  ]
}

@Suite struct BindingTests {
  private func makeState(onEnd: @escaping @Sendable () -> Void = {}) async throws -> LuaState {
    let lua = try LuaState()
    await lua.withStack { stack in
      let module = LuaModule(
        "demo", "For tests.",
        functions: [
          LuaFunction(
            "counter", "Makes one.", LuaParameter<Int>("start", "from"), returns: LuaResult<Counter>("it")
          ) {
            Counter(start: $0, tracked: Tracked(onEnd: onEnd))
          },
          LuaFunction("other", "Makes another.", returns: LuaResult<Other>("it")) { Other() },
          LuaFunction(
            "set", "Sets.", LuaParameter<Settings>("options", "the options"), returns: LuaResult<Int>("after")
          ) {
            $0.after
          },
          LuaFunction("fail", "Fails.", LuaParameter<Int?>("code", "why"), returns: .nothing) { code in
            throw WaitTests.Refusal(code: code ?? -1)
          },
          LuaFunction(
            "apply", "Calls back.", LuaParameter<LuaCallable>("f", "a function"), returns: LuaResult<LuaPushed>("")
          ) {
            stack, function in
            stack.push(function)
            try stack.call(argumentCount: 0, resultCount: 1)
            return LuaPushed()
          },
        ])
      stack.preload(as: "demo") { module }
      stack.setGlobal("demo", module)
    }
    return lua
  }

  @Test func `an object with elements is a list to scripts`() async throws {
    let lua = try await makeState()
    #expect(
      try await lua.run(
        """
        local demo, all = require 'demo', {}
        local counter = demo.counter(7)
        for i, v in ipairs(counter) do all[i] = v end
        return #counter .. ' ' .. table.concat(all, ' ') .. ' ' .. counter[2] .. ' ' .. tostring(counter[4]) .. ' '
          .. counter:plus(1) .. ' ' .. counter.start
        """, as: String.self) == "3 7 8 9 8 nil 8 7")
    let error = await #expect(throws: LuaError.self) {
      try await lua.run("return require('demo').other()[1]", as: Int.self)
    }
    #expect(error?.description.contains("the name of a field of a Other expected, got 1") == true)
  }

  @Test func `a table has one companion for as long as it lives`() async throws {
    let lua = try LuaState()
    let ended = Mutex(0)
    func companion(_ name: String, start: Int) async -> Int {
      await lua.withStack { stack in
        stack.pushGlobal(name)
        return stack.companion(of: -1) {
          Counter(start: start, tracked: Tracked { ended.withLock { $0 += 1 } })
        }.start
      }
    }
    _ = try await lua.run("one, two = {}, {} collectgarbage() return 1", as: Int.self)
    #expect(await companion("one", start: 1) == 1)
    #expect(await companion("two", start: 2) == 2)
    #expect(await companion("one", start: 3) == 1)
    #expect(try await lua.run("local n = 0 for _ in pairs(one) do n = n + 1 end return n", as: Int.self) == 0)
    _ = try await lua.run("one = nil collectgarbage() collectgarbage() return 1", as: Int.self)
    #expect(ended.withLock { $0 } == 1)
    #expect(await companion("two", start: 4) == 2)
  }

  @Test func `a module is found by require`() async throws {
    #expect(try await makeState().run("return require('demo').set { ratio = 1, after = 3 }", as: Int.self) == 3)
  }

  @Test func `an object has properties and methods`() async throws {
    let lua = try await makeState()
    #expect(try await lua.run("local c = demo.counter(5) return c:plus(2) + c.start", as: Int.self) == 12)
    #expect(try await lua.run("return tostring(demo.counter(5))", as: String.self) == "Counter(5)")
  }

  @Test func `an object is released when Lua drops it, and at the end`() async throws {
    let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
    do {
      let lua = try await makeState { continuation.yield() }
      _ = try await lua.run("demo.counter(1) collectgarbage() keep = demo.counter(2) return 0", as: Int.self)
    }
    var count = 0
    for await _ in ended {
      count += 1
      if count == 2 { break }
    }
    #expect(count == 2)
  }

  @Test(arguments: [
    ("demo.counter('x')", "t.lua:1: bad argument #1 to 'counter' (start: integer expected, got string)"),
    ("demo.counter()", "t.lua:1: bad argument #1 to 'counter' (start: integer expected, got no value)"),
    ("demo.counter(1):plus({})", "t.lua:1: bad argument #2 to 'plus' (amount: integer expected, got table)"),
    (
      "demo.counter(1).plus(demo.other(), 1)",
      "t.lua:1: bad argument #1 to 'plus' (self: Counter expected, got Other)"
    ),
    (
      "demo.counter(1).plus(io.stdout, 1)",
      "t.lua:1: bad argument #1 to 'plus' (self: Counter expected, got userdata)"
    ),
    (
      "demo.set { ratio = 1, aftr = 3 }",
      "t.lua:1: bad argument #1 to 'set' (options: a known key expected, got 'aftr' (did you mean 'after'?))"
    ),
    (
      "demo.set { ratio = 1, after = 'x' }",
      "t.lua:1: bad argument #1 to 'set' (options: after: integer expected, got string)"
    ),
    ("demo.set { after = 3 }", "t.lua:1: bad argument #1 to 'set' (options: ratio: number expected, got nil)"),
    ("demo.set(3)", "t.lua:1: bad argument #1 to 'set' (options: table expected, got number)"),
    ("return demo.counter(1).strat", "t.lua:1: unknown field of a Counter 'strat'; did you mean 'start'?"),
    ("demo.fail(4)", "t.lua:1: refused with 4"),
    ("demo.apply(function() error('inner') end)", "t.lua:1: inner"),
    ("getmetatable(demo.counter(1)).__gc(demo.counter(1))", "t.lua:1: attempt to index a boolean value"),
    ("setmetatable(demo.counter(1), {})", "bad argument #1 to 'setmetatable' (table expected, got Counter)"),
  ])
  func `a mistake is named with its place`(source: String, message: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) {
      try await lua.run(source, name: "@t.lua", as: LuaReference.self)
    }
    #expect(error?.description.hasSuffix(message) == true, "\(error?.description ?? "")")
  }

  @Test func `a Swift error crosses Lua and comes back the same`() async throws {
    let lua = try await makeState()
    let source = "local ok, e = pcall(demo.apply, function() demo.fail(7) end) caught = tostring(e) error(e, 0)"
    do {
      _ = try await lua.run(source, as: Int.self)
      Issue.record("it ran")
    } catch LuaError.runtime(let error) {
      #expect(error.cause as? WaitTests.Refusal == .init(code: 7))
    }
    #expect(try await lua.run("return caught", as: String.self).hasSuffix("refused with 7"))
  }

  @Test func `a function keeps its declaration`() async throws {
    let lua = try await makeState()
    _ = try await lua.run("f = demo.set", as: LuaReference.self)
    let documentation = await lua.withStack { stack in
      stack.pushGlobals()
      stack.pushField("f", of: -1)
      return stack.boundFunction(at: -1)
    }
    #expect(documentation?.summary == "Sets.")
    #expect(documentation?.parameters.first?.fields.map(\.name) == ["after", "label", "ratio"])
  }
}
