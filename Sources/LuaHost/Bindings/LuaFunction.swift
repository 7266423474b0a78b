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
  /// The result.
  public let result: LuaResultDocumentation

  let body: @Sendable (LuaStack) throws -> LuaReply

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
    self.name = name
    self.summary = summary
    self.parameters = Self.documentation(repeat each parameters)
    result = returns.documentation
    self.body = { stack in
      var reader = ArgumentReader(stack: stack, function: name)
      stack.push(try body(stack, repeat try reader.next(each parameters)))
      return .results(1)
    }
  }

  /// Declares a function that waits. The script reads it as a blocking call; meanwhile the state does other work. An
  /// interrupt cancels the task that `body` runs in.
  public init<each Argument: FromLua & Sendable, Value: ToLua & Sendable>(
    _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Argument>, returns: LuaResult<Value>,
    waiting body: @escaping @Sendable (repeat each Argument) async throws -> Value
  ) {
    self.name = name
    self.summary = summary
    self.parameters = Self.documentation(repeat each parameters)
    result = returns.documentation
    self.body = { stack in
      var reader = ArgumentReader(stack: stack, function: name)
      let arguments = (repeat try reader.next(each parameters))
      return .wait {
        let value = try await body(repeat each arguments)
        return { stack in
          stack.push(value)
          return 1
        }
      }
    }
  }

  private static func documentation<each Argument: FromLua>(
    _ parameters: repeat LuaParameter<each Argument>
  ) -> [LuaParameterDocumentation] {
    var all: [LuaParameterDocumentation] = []
    for parameter in repeat each parameters { all.append(parameter.documentation) }
    return all
  }
}

/// What a bound function's body answers.
enum LuaReply {
  /// Values that lie on top of the stack.
  case results(Int32)
  /// Work to wait for.
  case wait(@Sendable () async throws -> LuaWait.Push)
}

/// Reads the arguments of one call in order and names them in errors.
private struct ArgumentReader {
  let stack: LuaStack
  let function: String
  var position: Int32 = 0

  mutating func next<Value: FromLua>(_ parameter: LuaParameter<Value>) throws -> Value {
    position += 1
    do {
      if stack.isNil(at: position), let value = Value.valueWhenMissing { return value }
      return try Value.peek(stack, at: position)
    } catch let problem as LuaConversionError {
      throw LuaArgumentError(
        function: function, position: position, problem: problem, parameter: parameter.documentation.name)
    }
  }
}

/// The object behind a bound function's closure.
final class BoundFunction {
  let function: LuaFunction

  init(_ function: LuaFunction) { self.function = function }

  /// Runs the function for C. Whatever happens it returns: only C may raise.
  func call(_ stack: LuaStack) -> Int32 {
    do {
      switch try function.body(stack) {
      case .results(let count): return count
      case .wait(let body):
        guard lua_isyieldable(stack.L) != 0 else {
          throw LuaRuntimeError(
            message:
              "\(stack.callerPosition())'\(function.name)' cannot wait here: it is called from inside a C call, "
              + "such as the top level of a required module or a table.sort comparison")
        }
        LuaOwner.of(stack.L).pendingWait = LuaWait(body: body, position: stack.callerPosition())
        return Int32(LUNAS_WAIT)
      }
    } catch {
      stack.pushError(error, position: stack.callerPosition())
      return Int32(LUNAS_ERROR)
    }
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
