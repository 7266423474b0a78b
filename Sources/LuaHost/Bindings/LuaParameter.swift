/// A parameter of a bound function: its name, type and meaning, said once.
public struct LuaParameter<Value: FromLua>: Sendable {
  @usableFromInline let documentation: LuaParameterDocumentation

  /// Declares a parameter.
  ///
  /// - Parameter stub: its type in stubs, where the function takes less than everything that `Value` can be.
  public init(_ name: String, _ summary: String, stub: String? = nil) {
    documentation = LuaParameterDocumentation(name: name, summary: summary, type: Value.self, stub: stub)
  }
}

/// A parameter as `help` and stubs show it.
public struct LuaParameterDocumentation: Sendable {
  public let name: String
  public let summary: String
  // The type and not its name: the name of an object type comes from its declaration, whose methods have parameters
  // of that very type.
  let type: any FromLua.Type
  let stub: String?

  /// The type in Lua's words.
  public var typeName: String { type.luaTypeName }
  /// The type in LuaCATS.
  public var stubType: String { stub ?? type.luaStubType }
  /// Whether a script may leave it out.
  public var isOptional: Bool { type.isOptional }
  /// The table of options that the parameter is, or nil.
  public var options: LuaOptionsDocumentation? { (type as? any LuaOptions.Type)?.documentation }
  /// The keys, where the parameter is a table of options.
  public var fields: [LuaFieldDocumentation] { options?.fields ?? [] }
}

extension FromLua {
  static var isOptional: Bool { valueWhenMissing != nil }
}

/// What a bound function returns, and what that means.
public struct LuaResult<Value: ToLua>: Sendable {
  @usableFromInline let documentation: LuaResultDocumentation

  /// Declares a result.
  ///
  /// - Parameter stub: its type in stubs, where the function gives less than everything that `Value` can be.
  public init(_ summary: String, stub: String? = nil) {
    documentation = LuaResultDocumentation(summary: summary, type: Value.self, stub: stub)
  }
}

/// A result as `help` and stubs show it.
public struct LuaResultDocumentation: Sendable {
  public let summary: String
  let type: any ToLua.Type
  let stub: String?

  /// The type in Lua's words.
  public var typeName: String { type.luaTypeName }
  /// The type in LuaCATS.
  public var stubType: String { stub ?? type.luaStubType }
  /// Whether there is no result.
  public var isNothing: Bool { type == LuaNothing.self }
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
