import CLua
import CLunas
import Glibc

/// A Lua 5.4 state and the only owner of it.
///
/// Every chunk runs as a coroutine. A bound function that waits suspends its coroutine, and other chunks and calls
/// run meanwhile; to the script it reads as a blocking call. Errors come out as ``LuaError``, also for a runaway
/// script that is ended from outside with ``LuaRun/interrupt()``.
///
/// ```swift
/// let lua = try LuaState()
/// let sum = try await lua.run("return 1 + 2", as: Int.self)
/// ```
public actor LuaState {
  // Used on the executor only; C needs the raw pointer and Swift cannot say "isolated to this actor" of one.
  nonisolated(unsafe) private let L: OpaquePointer
  nonisolated(unsafe) private let owner: LuaOwner
  nonisolated let executor: LuaExecutor
  private(set) var isClosed = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// What a script finds.
  public enum Libraries: Sendable, Equatable {
    /// Lua's standard libraries.
    case all
    /// What a script of somebody else's may use: no processes, no bytecode, no finalizers, and of files only those
    /// inside a folder, for reading.
    case sandbox(folder: String?)
  }

  /// What a state is opened with.
  public struct Configuration: Sendable {
    /// Bytes that Lua code may have in use; beyond it the script gets `not enough memory`.
    public var memoryLimit: Int?
    /// Whether `LUA_PATH` and `LUA_CPATH` are ignored.
    public var ignoresEnvironment = false
    /// What scripts find.
    public var libraries = Libraries.all

    /// Makes the configuration of a state without limits.
    public init(memoryLimit: Int? = nil, ignoresEnvironment: Bool = false, libraries: Libraries = .all) {
      self.libraries = libraries
      self.memoryLimit = memoryLimit
      self.ignoresEnvironment = ignoresEnvironment
    }
  }

  /// Opens a state with its libraries.
  ///
  /// - Throws: ``LuaError/outOfMemory`` when not even the libraries fit; ``LuaRuntimeError`` when the folder of a
  ///   sandbox cannot be opened.
  public init(_ configuration: Configuration = .init()) throws {
    owner = LuaOwner()
    executor = LuaExecutor()
    let limit = configuration.memoryLimit ?? 0
    guard let state = lunas_open(limit, Unmanaged.passUnretained(owner).toOpaque()) else {
      throw LuaError.outOfMemory
    }
    L = state
    if configuration.ignoresEnvironment { lunas_ignore_environment(state) }
    let status =
      switch configuration.libraries {
      case .all: lunas_open_libraries(state)
      case .sandbox(let folder?): lunas_open_sandbox(state, folder)
      case .sandbox(nil): lunas_open_sandbox(state, nil)
      }
    let problem = errno
    guard status != LUA_OK else {
      owner.state = self
      return
    }
    // Everything is set, so the state is closed like that of any other.
    guard status == Int32(LUNAS_NO_FOLDER), case .sandbox(let folder?) = configuration.libraries else {
      throw LuaError.outOfMemory
    }
    throw LuaRuntimeError(
      message: "the sandbox's folder \(folder) cannot be opened (\(String(cString: strerror(problem))))")
  }

  // Lua needs exclusive access, not a certain thread, and nobody else can reach an actor that is being deinitialised.
  deinit { if !isClosed { lunas_close(L) } }

  /// Closes the state now: runs every finalizer, in the order that Lua promises. It must not be used afterwards.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    lunas_close(L)
  }

  /// The bytes in use by Lua.
  public var memoryUsed: Int { lunas_memory_used(L) }

  /// Whether `warn` writes to standard error, as `lua -W` has it.
  public func setWarnings(_ isOn: Bool) { lunas_set_warnings(L, isOn) }

  /// Makes `require` look in folders, for `NAME.lua` and `NAME/init.lua`, before it looks along `package.path`.
  public func searchModules(in folders: [String]) {
    let templates = folders.flatMap { ["\($0)/?.lua", "\($0)/?/init.lua"] }.joined(separator: ";")
    if lunas_search_folders(L, templates) != LUA_OK { lua_settop(L, 0) }
  }

  /// Makes `require` look among modules that are part of the program, after everywhere else, but in a sandbox before
  /// its folder. A state has one library: the last one.
  public func searchLibrary(_ library: LuaLibrary) {
    if lunas_search_library(L, library.modules, library.count) != LUA_OK { lua_settop(L, 0) }
  }

  /// Touches the state directly: to register modules, to look things up for completion. It must not run scripts.
  public func withStack<Value: Sendable>(_ body: @Sendable (LuaStack) throws -> Value) rethrows -> Value {
    let top = lua_gettop(L)
    defer { lua_settop(L, top) }
    return try body(LuaStack(L))
  }

  /// Starts a task on the thread of the state; only what belongs to another actor, or to a task that it starts, runs
  /// elsewhere.
  ///
  /// A program that does little but to run Lua spends less on threads. The task must not block for long: the state does
  /// nothing else meanwhile.
  public nonisolated func startTask(_ body: @escaping @Sendable () async -> Void) {
    Task(executorPreference: executor) { await body() }
  }

  // MARK: Running

  /// Compiles and runs a chunk and converts its first result.
  public func run<Value: FromLua & Sendable>(
    _ source: String, name: String = "=chunk", as type: Value.Type, in run: LuaRun = LuaRun()
  ) async throws -> Value {
    try await perform(in: run) { stack in
      try stack.load(Array(source.utf8), name: name)
      return 0
    } results: { stack, first, _ in
      try stack.peek(type, at: first)
    }
  }

  /// Compiles and runs a chunk.
  ///
  /// - Parameters:
  ///   - source: Lua text, as bytes: a script need not be UTF-8.
  ///   - name: the chunk's name as Lua wants it: `@path` for a file, `=name` for anything else.
  ///   - arguments: what the chunk gets as `...`.
  ///   - run: the handle that may end it.
  /// - Returns: every result, as references.
  public func run(
    _ source: [UInt8], name: String, arguments: [any ToLua & Sendable] = [], in run: LuaRun = LuaRun()
  ) async throws -> [LuaReference] {
    try await perform(in: run) { stack in
      try stack.load(source, name: name)
      for argument in arguments { stack.push(argument) }
      return Int32(arguments.count)
    } results: { stack, first, count in
      (0..<count).map { LuaReference(stack, at: first + $0) }
    }
  }

  /// Runs a file as the stand-alone interpreter does: text or bytecode.
  ///
  /// - Parameters:
  ///   - path: the file, or nil for standard input.
  ///   - arguments: what the chunk gets as `...`.
  ///   - run: the handle that may end it.
  /// - Returns: every result, as references.
  @discardableResult
  public func run(
    file path: String?, arguments: [any ToLua & Sendable] = [], in run: LuaRun = LuaRun()
  ) async throws -> [LuaReference] {
    try await perform(in: run) { stack in
      try stack.load(file: path)
      for argument in arguments { stack.push(argument) }
      return Int32(arguments.count)
    } results: { stack, first, count in
      (0..<count).map { LuaReference(stack, at: first + $0) }
    }
  }

  /// Calls a function with arguments and converts its first result.
  public func call<Value: FromLua & Sendable>(
    _ function: LuaReference, _ arguments: [any ToLua & Sendable], as type: Value.Type, in run: LuaRun = LuaRun()
  ) async throws -> Value {
    try await perform(in: run) { stack in
      stack.push(function)
      for argument in arguments { stack.push(argument) }
      return Int32(arguments.count)
    } results: { stack, first, _ in
      try stack.peek(type, at: first)
    }
  }

  /// Runs what `prepare` pushes (a function and, above it, the arguments that it counts) as a coroutine to its end.
  private func perform<Value: Sendable>(
    in run: LuaRun,
    _ prepare: @Sendable (LuaStack) throws -> Int32,
    results: @Sendable (_ stack: LuaStack, _ first: Int32, _ count: Int32) throws -> Value
  ) async throws -> Value {
    guard !isClosed else { throw LuaError.runtime(.init(message: "the Lua state is closed")) }
    owner.drainReleased(L)
    // The coroutine is kept alive by the registry, not by the main stack: runs end in any order.
    let thread = LuaStack(L).newThread()
    defer { thread.close(in: run) }
    var argumentCount = try prepare(thread.stack) + 1
    lunas_prepare(thread.stack.L, run.handle)
    return try await withTaskCancellationHandler {
      while true {
        var count: Int32 = 0
        let status = lunas_resume(thread.stack.L, L, argumentCount, &count, run.handle)
        // A wait that was asked for counts only if its yield arrived here.
        let wait = owner.pendingWait
        owner.pendingWait = nil
        if let stop = run.endedBy {
          // What a script that exits has left open is closed as at any other end.
          if case .exiting = stop { run.resumeAfterStop() }
          throw LuaError.stopped(stop)
        }
        switch status {
        case LUA_OK:
          let top = lua_gettop(thread.stack.L)
          lua_checkstack(thread.stack.L, 8)
          // One nil stands in where nothing was returned, so that `first` is always an index.
          if count == 0 { lua_pushnil(thread.stack.L) }
          return try results(thread.stack, top - count + 1, count)
        case LUA_YIELD:
          guard let wait, count == 1, lunas_is_wait(thread.stack.L, -1) else {
            throw LuaError.runtime(.init(message: "attempt to yield from outside a coroutine"))
          }
          clua_pop(thread.stack.L, count)
          argumentCount = try await answer(wait, to: thread.stack, run: run)
        default: throw thread.stack.takeRaised(status: status)
        }
      }
    } onCancel: {
      run.interrupt()
    }
  }

  /// Awaits what a bound function waits for and pushes (true, results...) or (false, error) for its coroutine.
  private func answer(_ wait: LuaWait, to stack: LuaStack, run: LuaRun) async throws -> Int32 {
    do {
      let push = try await run.waiting(for: wait.body)
      if let stop = run.endedBy { throw LuaError.stopped(stop) }
      stack.push(true)
      return try 1 + push(stack)
    } catch {
      if let stop = run.endedBy { throw LuaError.stopped(stop) }
      // What was interrupted was the wait, and the script hears of it.
      if run.stopped != nil { run.resumeAfterStop() }
      stack.push(false)
      stack.pushError(error, position: wait.position)
      return 2
    }
  }
}
