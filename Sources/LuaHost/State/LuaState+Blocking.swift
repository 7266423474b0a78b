import CLua
import CLunas

extension LuaState {
  /// Calls a function from code that is not async, and gives its first result.
  ///
  /// On the state's own thread (inside a bound function that a script calls, or in a task that ``startTask(_:)``
  /// started) it calls at once. On any other thread it blocks until the state's thread comes to the call: when what
  /// runs there ends or waits.
  ///
  /// The function cannot wait, as everything that is called from inside a C call. Who calls it must follow one rule:
  ///
  /// > Important: The state's thread must never wait for a thread that blocks here. So a bound function that answers
  /// > at once must not wait for another thread that calls back into the same state; one that waits (`waiting:`)
  /// > may, as it suspends its coroutine and leaves the thread free.
  ///
  /// A task that blocks keeps one of the few threads that tasks share. A time limit ends the call all the same; an end
  /// that comes from a task might not.
  ///
  /// - Parameters:
  ///   - function: a function of this state.
  ///   - arguments: what it gets.
  ///   - run: the handle that may end it. Without one, the call is a part of the run that it is made in, or a run of
  ///     its own where it is made in none. An end of the run that it is made in ends it in any case, and so does, on
  ///     another thread, the cancellation of the task that blocks.
  /// - Throws: ``LuaError``: `.runtime` with the message and the position where the function raises an error,
  ///   `.stopped` where a run is ended; ``LuaConversionError`` where the result is something else.
  public nonisolated func callBlocking<Value: FromLua & Sendable>(
    _ function: LuaReference, _ arguments: [any ToLua & Sendable], as type: Value.Type, in run: LuaRun? = nil
  ) throws -> Value {
    if executor.isCurrent {
      return try assumeIsolated { state in try state.callNow(function, arguments, as: type, in: run) }
    }
    return try block(in: run ?? LuaRun()) { state, run in
      try state.callNow(function, arguments, as: type, in: run)
    }
  }

  /// Calls a function from code that is not async, as ``callBlocking(_:_:as:in:)`` does, and ends the call when it has
  /// run for some time. The time until the state's thread comes to the call does not count.
  public nonisolated func callBlocking<Value: FromLua & Sendable>(
    _ function: LuaReference, _ arguments: [any ToLua & Sendable], as type: Value.Type, within duration: Duration
  ) throws -> Value {
    let body = { @Sendable (state: isolated LuaState, run: LuaRun) throws -> Value in
      run.end(after: duration)
      return try state.callNow(function, arguments, as: type, in: run)
    }
    if executor.isCurrent { return try assumeIsolated { try body($0, LuaRun()) } }
    return try block(in: LuaRun(), body)
  }

  /// Blocks this thread until the state's thread has done something.
  private nonisolated func block<Value: Sendable>(
    in run: LuaRun, _ body: @escaping @Sendable (isolated LuaState, LuaRun) throws -> Value
  ) throws -> Value {
    let call = BlockedCall<Value>()
    // On the state's own thread from the start: the threads that tasks share may all be blocked here.
    Task(executorPreference: executor) { await call.answer { try await body(self, run) } }
    return try call.value(of: run)
  }

  private func callNow<Value: FromLua & Sendable>(
    _ function: LuaReference, _ arguments: [any ToLua & Sendable], as type: Value.Type, in run: LuaRun?
  ) throws -> Value {
    guard !isClosed else { throw LuaError.runtime(.init(message: "the Lua state is closed")) }
    return try withStack { stack in
      LuaOwner.of(stack.L).drainReleased(stack.L)
      return try stack.executing.call(function, arguments, as: type, in: run)
    }
  }
}

extension LuaStack {
  /// The stack of the coroutine that executes now, or of the main one where none does.
  fileprivate var executing: LuaStack { LuaStack(lunas_current(L)) }

  /// Calls a function now and leaves the stack as it was.
  fileprivate func call<Value: FromLua>(
    _ function: LuaReference, _ arguments: [any ToLua & Sendable], as type: Value.Type, in run: LuaRun?
  ) throws -> Value {
    let top = lua_gettop(L)
    defer { lua_settop(L, top) }
    guard lua_checkstack(L, Int32(clamping: arguments.count + 16)) != 0 else {
      throw LuaError.runtime(.init(message: "stack overflow"))
    }
    if let stop = stop(of: run) { throw LuaError.stopped(stop) }
    push(function)
    for argument in arguments { push(argument) }
    let status = lunas_call(L, Int32(arguments.count), 1, run?.handle)
    // What is stopped has ended with an error that says nothing, or has come to its end just before.
    if let stop = stop(of: run) { throw LuaError.stopped(stop) }
    if status != LUA_OK { throw takeRaised(status: status) }
    return try peek(type, at: -1)
  }

  /// Why a call in `run` must not go on: an end of the run, or of those that it is made in.
  private func stop(of run: LuaRun?) -> LuaStop? { run?.endedBy ?? lunas_stopped_run(L).flatMap(LuaStop.init) }
}
