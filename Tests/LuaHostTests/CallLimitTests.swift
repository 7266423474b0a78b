import LuaHost
import Synchronization
import Testing

/// Calls from code that is not async, with a time of their own.
@Suite(.timeLimit(.minutes(5))) struct CallLimitTests {
  @Test func `a time limit begins when the state comes to the call`() async throws {
    let lua = try LuaState()
    let isBusy = Mutex(false)
    await lua.withStack { stack in
      stack.setGlobal(
        "begun",
        LuaFunction("begun", "", returns: .nothing) {
          isBusy.withLock { $0 = true }
          return LuaNothing()
        })
    }
    let get = try await lua.run("return function() return 5 end", as: LuaReference.self)
    let endless = try await lua.run("return function() while true do end end", as: LuaReference.self)
    let busy = Task {
      try await lua.run("begun() local t = os.clock() while os.clock() < t + 0.3 do end return 1", as: Int.self)
    }
    while !isBusy.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    #expect(try lua.callBlocking(get, [], as: Int.self, within: .milliseconds(50)) == 5)
    let error = #expect(throws: LuaError.self) {
      try lua.callBlocking(endless, [], as: Int.self, within: .milliseconds(50))
    }
    #expect(error?.description == "the time limit is reached")
    #expect(try await busy.value == 1)
  }

  @Test func `a call inside another one ends alone`() async throws {
    let lua = try LuaState()
    await lua.withStack { stack in
      stack.setGlobal(
        "within",
        LuaFunction("within", "", LuaParameter<LuaCallable>("f", ""), returns: LuaResult<Int>("")) { function in
          try lua.callBlocking(function.reference, [], as: Int.self, within: .milliseconds(50))
        })
    }
    #expect(
      try await lua.run(
        """
        local ok, problem = pcall(within, function() while true do pcall(error) end end)
        return tostring(ok) .. ' ' .. tostring(problem) .. ' ' .. within(function() return 5 end)
        """, as: String.self) == "false the time limit is reached 5")
  }
}
