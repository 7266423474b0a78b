/// A type that can be read from a Lua value.
public protocol FromLua: SendableMetatype {
  /// What the type is called in messages, `help` and stubs: `integer`, `string`, `Space`.
  static var luaTypeName: String { get }

  /// Reads the value at an index of the stack and leaves the stack as it was.
  ///
  /// - Throws: ``LuaConversionError`` where the value is something else.
  static func peek(_ stack: LuaStack, at index: Int32) throws -> Self

  /// What stands in where a script gives nothing; nil where a value is required.
  static var valueWhenMissing: Self? { get }
}

extension FromLua {
  public static var valueWhenMissing: Self? { nil }
}

/// A type that can be given to Lua.
public protocol ToLua: SendableMetatype {
  /// What the type is called in `help` and stubs.
  static var luaTypeName: String { get }

  /// Pushes exactly one value.
  func push(to stack: LuaStack)
}

/// Both ways.
public typealias LuaConvertible = FromLua & ToLua
