import Dispatch
import LuaHost
import Synchronization
import Testing

/// Lua functions that Swift code which is not async calls, from wherever it is.
@Suite(.timeLimit(.minutes(5))) struct BlockingCallTests {
  /// A state with bound functions that call Lua functions back: `twice(f, x)` gives f(f(x)), `limited(f)` calls f for
  /// at most 50 ms, `sleep(ms)` waits, `elsewhere(f)` waits for another thread that calls f.
  private func makeState() async throws -> LuaState {
    let lua = try LuaState(.init(memoryLimit: 64 << 20))
    let twice = LuaFunction(
      "twice", "", LuaParameter<LuaReference>("f", ""), LuaParameter<Int>("x", ""), returns: LuaResult<Int>("")
    ) { function, x in
      let once = try lua.callBlocking(function, [x], as: Int.self)
      return try lua.callBlocking(function, [once], as: Int.self)
    }
    let limited = LuaFunction(
      "limited", "", LuaParameter<LuaReference>("f", ""), returns: LuaResult<Int>("")
    ) { function in
      let run = LuaRun(limits: LuaLimits(duration: .milliseconds(50)))
      return try lua.callBlocking(function, [], as: Int.self, in: run)
    }
    let counted = LuaFunction(
      "counted", "", LuaParameter<LuaReference>("f", ""), returns: LuaResult<Int>("")
    ) { function in
      let run = LuaRun(limits: LuaLimits(instructions: 10_000))
      return try lua.callBlocking(function, [], as: Int.self, in: run)
    }
    let sleep = LuaFunction("sleep", "", LuaParameter<Int>("ms", ""), returns: LuaResult<Int>("")) {
      (milliseconds: Int) async throws -> Int in
      try await Task.sleep(for: .milliseconds(milliseconds))
      return milliseconds
    }
    let elsewhere = LuaFunction(
      "elsewhere", "", LuaParameter<LuaReference>("f", ""), returns: LuaResult<Int>("")
    ) { (function: LuaReference) async throws -> Int in
      try lua.callBlocking(function, [], as: Int.self)
    }
    await lua.withStack { stack in
      for function in [twice, limited, counted, sleep, elsewhere] { stack.setGlobal(function.name, function) }
    }
    return lua
  }

  private func function(_ body: String, in lua: LuaState) async throws -> LuaReference {
    try await lua.run("return \(body)", name: "=f", as: LuaReference.self)
  }

  private static func soon(milliseconds: Int = 30, _ action: @escaping @Sendable () -> Void) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds), execute: action)
  }

  // MARK: On the state's own thread

  @Test(arguments: [
    ("return twice(function(x) return x * 3 end, 2)", 18),
    ("return coroutine.wrap(function() return twice(function(x) return x + 1 end, 2) end)()", 4),
    (
      "local c = coroutine.wrap(function() coroutine.yield(twice(function(x) return x + 1 end, 0)) "
        + "coroutine.yield(sleep(1) + twice(function(x) return x + 1 end, 0)) end) return c() + c()", 5
    ),
    ("local up = 10 return twice(function(x) up = up + x return up end, 1) + up", 44),
    ("return twice(function(x) return twice(function(y) return y + 1 end, x) end, 0)", 4),
    ("return twice(coroutine.wrap(function(x) while true do x = coroutine.yield(x + 1) end end), 0)", 2),
    (
      "local t = {3, 1, 2} table.sort(t, function(a, b) return twice(function() return a < b and 1 or 0 end, 0) == 1 end) return t[1]",
      1
    ),
    ("return select('#', coroutine.running()) + twice(function(x) return x end, 5)", 7),
  ])
  func `a bound function calls a function back at once`(source: String, answer: Int) async throws {
    let lua = try await makeState()
    #expect(try await lua.run(source, as: Int.self) == answer)
  }

  @Test func `a task on the state's thread calls at once`() async throws {
    let lua = try await makeState()
    let add = try await function("function(a, b) return a + b end", in: lua)
    let endless = try await function("function() while true do end end", in: lua)
    let (answers, continuation) = AsyncStream.makeStream(of: String.self)
    lua.startTask {
      continuation.yield("\((try? lua.callBlocking(add, [2, 3], as: Int.self)) ?? 0)")
      let run = LuaRun(limits: LuaLimits(duration: .milliseconds(20)))
      do { _ = try lua.callBlocking(endless, [], as: Int.self, in: run) } catch { continuation.yield("\(error)") }
      continuation.yield("\((try? lua.callBlocking(add, [4, 5], as: Int.self)) ?? 0)")
      continuation.finish()
    }
    let all = await answers.reduce(into: []) { $0.append($1) }
    #expect(all == ["5", "the time limit is reached", "9"])
  }

  // MARK: On other threads

  @Test func `any other thread blocks for the answer`() async throws {
    let lua = try await makeState()
    let square = try await function("function(x) return x * x end", in: lua)
    let total = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 100) { x in
      let answer = (try? lua.callBlocking(square, [x], as: Int.self)) ?? -1_000_000
      total.withLock { $0 += answer }
    }
    #expect(total.withLock { $0 } == 328_350)
  }

  @Test func `more tasks than there are threads may block at once`() async throws {
    let lua = try await makeState()
    let square = try await function("function(x) return x * x end", in: lua)
    let endless = try await function("function() while true do end end", in: lua)
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for x in 1...64 {
        group.addTask {
          let run = LuaRun(limits: LuaLimits(duration: .milliseconds(20)))
          if x % 8 == 0 { return (try? lua.callBlocking(endless, [], as: Int.self, in: run)) ?? 0 }
          return try lua.callBlocking(square, [1], as: Int.self)
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(total == 56)
  }

  @Test func `another thread gets its answer while a script waits`() async throws {
    let lua = try await makeState()
    let get = try await function("function() return shared end", in: lua)
    let run = LuaRun()
    let waiting = Task { try await lua.run("shared = 5 return sleep(100000)", as: Int.self, in: run) }
    while try lua.callBlocking(get, [], as: Int?.self) != 5 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(try await lua.run("return elsewhere(function() return shared + 1 end)", as: Int.self) == 6)
    run.interrupt()
    await #expect(throws: LuaError.self) { try await waiting.value }
  }

  @Test func `a closed state says so`() async throws {
    let lua = try await makeState()
    let function = try await function("print", in: lua)
    await lua.close()
    let error = #expect(throws: LuaError.self) { try lua.callBlocking(function, [], as: Int.self) }
    #expect(error?.description == "the Lua state is closed")
  }

  // MARK: Ends from outside

  @Test(arguments: [
    "twice(function() while true do end end, 1)",
    "twice(function() while true do pcall(function() while true do end end) end end, 1)",
    "coroutine.wrap(function() twice(function() while true do end end, 1) end)()",
    "twice(coroutine.wrap(function() while true do end end), 1)",
    "while true do pcall(twice, function() while true do end end, 1) end",
    "table.sort({2, 1}, function() return twice(function() while true do end end, 1) end)",
    "while true do pcall(limited, function() while true do end end) end",
    "limited(function() return counted(function() return twice(function() while true do end end, 1) end) end) while true do end",
    "elsewhere(function() while true do end end)",
    "while true do pcall(elsewhere, function() while true do pcall(error) end end) end",
  ])
  func `an interrupt ends the script and the function that it calls back`(source: String) async throws {
    let lua = try await makeState()
    for isCatchable in [false, true] where !(isCatchable && source.contains("pcall")) {
      let run = LuaRun(isCatchable: isCatchable)
      // Not from a task: the blocked ones may have all their threads.
      Self.soon { run.interrupt() }
      let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self, in: run) }
      #expect(error?.description.contains("interrupted") == true || source.contains("counted"), "\(error as Any)")
      #expect(try await lua.run("return 7", as: Int.self) == 7)
    }
  }

  @Test(arguments: [
    "function() while true do end end",
    "function() while true do pcall(function() while true do end end) end end",
    "function() while true do xpcall(function() while true do end end, function() while true do end end) end end",
    "function() local c = coroutine.wrap(function() while true do end end) while true do pcall(c) end end",
    "function() table.sort({3, 2, 1}, function() while true do end end) end",
    "function() local t <close> = setmetatable({}, {__close = function() while true do end end}) while true do end end",
    "function() error(setmetatable({}, {__tostring = function() while true do end end})) end",
  ])
  func `a time limit ends a hostile function, here and there`(body: String) async throws {
    let lua = try await makeState()
    let hostile = try await function(body, in: lua)
    let run = LuaRun(limits: LuaLimits(duration: .milliseconds(50)))
    let error = #expect(throws: LuaError.self) { try lua.callBlocking(hostile, [], as: Int.self, in: run) }
    #expect(error?.description == "the time limit is reached")
    // The script goes on, as it was not its run that came to an end.
    let message = try await lua.run("return select(2, pcall(limited, \(body))).message", as: String.self)
    #expect(message.hasSuffix("the time limit is reached"))
    let sum = "local n = 0 for i = 1, 1e5 do n = n + 1 end return n"
    #expect(try await lua.run("pcall(limited, \(body)) \(sum)", as: Int.self) == 100_000)
  }

  @Test func `instructions count for the function's run and for the script's`() async throws {
    let lua = try await makeState()
    let message = try await lua.run(
      "return select(2, pcall(counted, function() while true do end end)).message", as: String.self)
    #expect(message.hasSuffix("the instruction limit is reached"))
    for source in [
      "limited(function() while true do end end)", "pcall(limited, function() return 1 end) while true do end",
      "pcall(counted, function() while true do end end) while true do end",
    ] {
      let run = LuaRun(limits: LuaLimits(instructions: 100_000, duration: .seconds(20)))
      let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self, in: run) }
      #expect(error?.description == "the instruction limit is reached", "\(source)")
    }
  }

  @Test func `a thread whose task is cancelled ends the call, and gives up one that has not begun`() async throws {
    let lua = try await makeState()
    let endless = try await function("function() while true do end end", in: lua)
    let isRunning = Mutex(false)
    let first = Task {
      isRunning.withLock { $0 = true }
      return try lua.callBlocking(endless, [], as: Int.self)
    }
    while !isRunning.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    Self.soon(milliseconds: 200) { first.cancel() }
    let late = LuaRun(limits: LuaLimits(duration: .milliseconds(20)))
    let error = #expect(throws: LuaError.self) { try lua.callBlocking(endless, [], as: Int.self, in: late) }
    #expect(error?.description == "the time limit is reached")
    let other = await #expect(throws: LuaError.self) { try await first.value }
    #expect(other?.description == "interrupted")
    #expect(try await lua.run("return 7", as: Int.self) == 7)
  }

  @Test func `an interrupt reaches a function of another state`() async throws {
    let (lua, other) = (try await makeState(), try await makeState())
    let endless = try await function("function() while true do end end", in: other)
    await lua.withStack { stack in
      stack.setGlobal(
        "far",
        LuaFunction("far", "", returns: LuaResult<Int>("")) { () throws -> Int in
          try other.callBlocking(endless, [], as: Int.self)
        })
    }
    let run = LuaRun()
    Self.soon { run.interrupt() }
    await #expect(throws: LuaError.self) {
      try await lua.run("while true do pcall(far) end", as: Int.self, in: run)
    }
    #expect(try await other.run("return 7", as: Int.self) == 7)
  }

  // MARK: Errors

  @Test func `an error keeps its message, its position and its cause`() async throws {
    let lua = try await makeState()
    let raising = try await function("function()\n error('oh') end", in: lua)
    do {
      _ = try lua.callBlocking(raising, [], as: Int.self)
      Issue.record("it gave a value")
    } catch LuaError.runtime(let error) {
      #expect(error.message == "f:2: oh")
      #expect(error.traceback.contains("in function"))
    }
    let error = await #expect(throws: LuaError.self) {
      try await lua.run("twice(function()\n error('oh') end, 1)", name: "=script", as: Int.self)
    }
    #expect(error?.description == "script:2: oh")
    let text = try await function("function() return 'x' end", in: lua)
    #expect(throws: LuaConversionError.self) { try lua.callBlocking(text, [], as: Int.self) }
  }

  @Test(arguments: [
    "twice(sleep, 1)",
    "twice(function() return sleep(1) end, 1)",
    "twice(function() return coroutine.wrap(function() return sleep(1) end)() end, 1)",
    "coroutine.wrap(function() twice(function() return sleep(1) end, 1) end)()",
    "elsewhere(function() return sleep(1) end)",
  ])
  func `a function that waits says that it cannot`(source: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self) }
    #expect(error?.description.contains("cannot wait here") == true)
    #expect(try await lua.run("return sleep(2)", as: Int.self) == 2)
  }

  @Test(arguments: [
    "local function f(x) return twice(f, x) end return f(1)",
    "local function f(x) return coroutine.wrap(function() return twice(f, x) end)() end return f(1)",
    "local function f() return elsewhere(function() return twice(f, 1) end) end return twice(f, 1)",
    "local function f(x) return select(2, pcall(twice, f, x)) end local e = f(1) error(e)",
  ])
  func `functions that call each other back for ever end with an error`(source: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) { try await lua.run(source, as: Int.self) }
    let message = error?.description ?? ""
    #expect(
      ["stack overflow", "cannot wait", "integer expected, got Error"].contains { message.contains($0) },
      "\(message)")
    #expect(try await lua.run("return twice(function(x) return x + 1 end, 0)", as: Int.self) == 2)
  }

  @Test func `values that Swift lets go of are freed`() async throws {
    let lua = try await makeState()
    let make = try await function("function() return { ('x'):rep(1 << 20) .. math.random() } end", in: lua)
    for _ in 0..<200 { _ = try lua.callBlocking(make, [], as: LuaReference.self) }
    let used = try await lua.run("collectgarbage() return collectgarbage('count')", as: Double.self)
    #expect(used < 8 * 1024)
  }
}
