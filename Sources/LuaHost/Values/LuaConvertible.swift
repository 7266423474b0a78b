/// A type that can be read from a Lua value.
public protocol FromLua: SendableMetatype {
  /// What the type is called in messages and `help`: `integer`, `string`, `Space`, `seconds or text such as '2h'`.
  static var luaTypeName: String { get }

  /// The type as editor stubs write it, in LuaCATS. A capitalised word in it names an object type, a table of options
  /// or a record of the module: `string|Reward|fun(view: SearchView): boolean`.
  static var luaStubType: String { get }

  /// Reads the value at an index of the stack and leaves the stack as it was.
  ///
  /// - Throws: ``LuaConversionError`` where the value is something else.
  static func peek(_ stack: LuaStack, at index: Int32) throws -> Self

  /// What stands in where a script gives nothing; nil where a value is required.
  static var valueWhenMissing: Self? { get }

  /// How the element of a list is written that a script gave under a key, whose value is at an index; nil where
  /// nothing helpful can be said.
  static func listAdvice(forKey key: String, _ stack: LuaStack, at index: Int32) -> String?
}

extension FromLua {
  public static var luaStubType: String { luaTypeName }
  @inlinable public static var valueWhenMissing: Self? { nil }
  public static func listAdvice(forKey key: String, _ stack: LuaStack, at index: Int32) -> String? { nil }
}

/// A type that can be given to Lua.
public protocol ToLua: SendableMetatype {
  /// What the type is called in `help`.
  static var luaTypeName: String { get }

  /// The type as editor stubs write it; see ``FromLua/luaStubType``.
  static var luaStubType: String { get }

  /// Pushes exactly one value.
  func push(to stack: LuaStack)
}

extension ToLua {
  public static var luaStubType: String { luaTypeName }
}

/// Both ways.
public typealias LuaConvertible = FromLua & ToLua

// The two halves cannot share one protocol for their names: Optional and Array conform to each under another
// condition. So a type with both needs to be told which of two equal defaults is meant.
extension FromLua where Self: ToLua {
  public static var luaStubType: String { luaTypeName }
}
