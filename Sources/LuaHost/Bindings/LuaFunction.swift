import CLua
import CLunas

/// A Swift function for Lua: one declaration makes the function, its argument errors, its `help` and its stub.
///
/// ```swift
/// LuaFunction(
///   "trials", "Stops after a number of trials.",
///   LuaParameter<Int>("count", "how many"), returns: LuaResult<StopRule>("a stop rule")
/// ) { count in StopRule.trials(count) }
/// ```
public struct LuaFunction: Sendable {
  /// The name in its module.
  public let name: String
  /// What it does, in one sentence.
  public let summary: String
  /// The parameters in order.
  public let parameters: [LuaParameterDocumentation]
  /// The result, or the first of several.
  public let result: LuaResultDocumentation
  /// What it gives after the first result.
  public let furtherResults: [LuaResultDocumentation]

  /// Runs a call for C: gives a count of results on top of the stack, or one of C's negative marks. It cannot throw.
  let body: @Sendable (LuaStack) -> Int32

  // What every way to declare a function comes down to.
  @usableFromInline init(
    _ signature: LuaSignature, _ summary: String, _ result: LuaResultDocumentation,
    _ furtherResults: [LuaResultDocumentation] = [], body: @escaping @Sendable (LuaStack) -> Int32
  ) {
    name = signature.name
    self.summary = summary
    parameters = signature.parameters
    self.result = result
    self.furtherResults = furtherResults
    self.body = body
  }

  /// Declares a function that answers at once. It must not block.
  public init<each Argument: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Argument>, returns: LuaResult<Value>,
    body: @escaping @Sendable (repeat each Argument) throws -> Value
  ) {
    self.init(name, summary, repeat each parameters, returns: returns) {
      (_: LuaStack, arguments: repeat each Argument) in
      try body(repeat each arguments)
    }
  }

  /// Declares a function that answers at once and looks at the state that calls it, for example to keep the place of
  /// the call or to call a function back.
  public init<each Argument: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Argument>, returns: LuaResult<Value>,
    withStack body: @escaping @Sendable (LuaStack, repeat each Argument) throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: Self.documentation(repeat each parameters))
    self.init(signature, summary, returns.documentation) { stack in
      do {
        var reader = LuaArgumentReader(signature, stack)
        stack.push(try body(stack, repeat try reader.next(each parameters)))
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function that waits. The script reads it as a blocking call; meanwhile the state does other work. An
  /// interrupt cancels the task that `body` runs in.
  public init<each Argument: FromLua & Sendable, Value: ToLua & Sendable>(
    _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Argument>, returns: LuaResult<Value>,
    waiting body: @escaping @Sendable (repeat each Argument) async throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: Self.documentation(repeat each parameters))
    self.init(signature, summary, returns.documentation) { stack in
      do {
        var reader = LuaArgumentReader(signature, stack)
        let arguments = (repeat try reader.next(each parameters))
        return try stack.wait(in: name) {
          let value = try await body(repeat each arguments)
          return { stack in
            stack.push(value)
            return 1
          }
        }
      } catch {
        return stack.fail(error)
      }
    }
  }

  static func documentation<each Argument: FromLua>(
    _ parameters: repeat LuaParameter<each Argument>
  ) -> [LuaParameterDocumentation] {
    var all: [LuaParameterDocumentation] = []
    for parameter in repeat each parameters { all.append(parameter.documentation) }
    return all
  }
}

extension LuaStack {
  /// Ends a bound function with an error, which C raises once Swift has returned.
  @usableFromInline @inline(never) func fail(_ error: any Error) -> Int32 {
    pushError(error, position: callerPosition())
    return Int32(LUNAS_ERROR)
  }

  /// Ends a bound function with work that its coroutine waits for.
  func wait(in function: String, for body: @escaping @Sendable () async throws -> LuaWait.Push) throws -> Int32 {
    guard lua_isyieldable(L) != 0 else {
      throw LuaRuntimeError(
        message:
          "\(callerPosition())'\(function)' cannot wait here: it is called from inside a C call, "
          + "such as the top level of a required module or a table.sort comparison")
    }
    LuaOwner.of(L).pendingWait = LuaWait(body: body, position: callerPosition())
    return Int32(LUNAS_WAIT)
  }
}

/// The object behind a bound function's closure.
final class BoundFunction {
  let function: LuaFunction
  /// The function's body, one step closer.
  let body: @Sendable (LuaStack) -> Int32

  init(_ function: LuaFunction) {
    self.function = function
    body = function.body
  }
}

extension LuaFunction: ToLua {
  public static var luaTypeName: String { "function" }
  public func push(to stack: LuaStack) {
    lunas_push_function(stack.L, Unmanaged.passRetained(BoundFunction(self)).toOpaque())
  }
}

extension LuaStack {
  /// The declaration behind a bound function at an index, or nil for any other value.
  public func boundFunction(at index: Int32) -> LuaFunction? {
    lunas_function_at(L, index).map { Unmanaged<BoundFunction>.fromOpaque($0).takeUnretainedValue().function }
  }
}
