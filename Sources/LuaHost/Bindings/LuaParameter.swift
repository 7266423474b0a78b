/// A parameter of a bound function: its name, type and meaning, said once.
public struct LuaParameter<Value: FromLua>: Sendable {
  let documentation: LuaParameterDocumentation

  /// Declares a parameter.
  public init(_ name: String, _ summary: String) {
    documentation = LuaParameterDocumentation(name: name, summary: summary, type: Value.self)
  }
}

/// A parameter as `help` and stubs show it.
public struct LuaParameterDocumentation: Sendable {
  public let name: String
  public let summary: String
  // The type and not its name: the name of an object type comes from its declaration, whose methods have parameters
  // of that very type.
  let type: any FromLua.Type

  /// The type in Lua's words.
  public var typeName: String { type.luaTypeName }
  /// Whether a script may leave it out.
  public var isOptional: Bool { type.isOptional }
  /// The keys, where the parameter is a table of options.
  public var fields: [LuaFieldDocumentation] { (type as? any LuaOptions.Type)?.fieldDocumentation ?? [] }
}

extension FromLua {
  static var isOptional: Bool { valueWhenMissing != nil }
}

/// What a bound function returns, and what that means.
public struct LuaResult<Value: ToLua>: Sendable {
  let summary: String

  /// Declares a result.
  public init(_ summary: String) { self.summary = summary }
}

extension LuaResult where Value == LuaNothing {
  /// For a function without a result.
  public static var nothing: LuaResult<LuaNothing> { LuaResult("") }
}

/// A bad argument, in the words that Lua uses.
public struct LuaArgumentError: Error, Sendable, CustomStringConvertible {
  let function: String
  let position: Int32
  let problem: LuaConversionError
  let parameter: String

  public var description: String {
    "bad argument #\(position) to '\(function)' (\(parameter): \(problem))"
  }
}
