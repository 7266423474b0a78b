/// What messages about a call of one bound function say, and how its arguments are read.
@usableFromInline struct LuaSignature: Sendable {
  @usableFromInline let name: String
  let parameters: [LuaParameterDocumentation]

  @usableFromInline init(name: String, parameters: [LuaParameterDocumentation]) {
    self.name = name
    self.parameters = parameters
  }

  /// Reads the argument at a position (from 1) of the call that runs.
  @inlinable func argument<Value: FromLua>(
    _ position: Int32, as _: Value.Type, on stack: LuaStack
  ) throws -> Value {
    do {
      if stack.isNil(at: position), let value = Value.valueWhenMissing { return value }
      return try Value.peek(stack, at: position)
    } catch {
      throw mistake(error, at: position)
    }
  }

  /// The error that names the argument; what is no matter of conversion stays as it is.
  @usableFromInline @inline(never) func mistake(_ error: any Error, at position: Int32) -> any Error {
    guard let problem = error as? LuaConversionError else { return error }
    return LuaArgumentError(
      function: name, position: position, problem: problem,
      parameter: parameters[Int(position) - 1].name)
  }
}

/// Reads the arguments of one call in order, where their number is known only to a pack.
struct LuaArgumentReader {
  let signature: LuaSignature
  let stack: LuaStack
  private var position: Int32 = 0

  init(_ signature: LuaSignature, _ stack: LuaStack) {
    self.signature = signature
    self.stack = stack
  }

  mutating func next<Value: FromLua>(_: LuaParameter<Value>) throws -> Value {
    position += 1
    return try signature.argument(position, as: Value.self, on: stack)
  }
}
