import CLua

extension Bool: LuaConvertible {
  public static var luaTypeName: String { "boolean" }
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> Bool {
    guard lua_type(stack.L, index) == LUA_TBOOLEAN else { throw stack.mismatch(expected: "boolean", at: index) }
    return lua_toboolean(stack.L, index) != 0
  }
  @inlinable public func push(to stack: LuaStack) { lua_pushboolean(stack.L, self ? 1 : 0) }
}

extension Int: LuaConvertible {
  public static var luaTypeName: String { "integer" }
  /// Floats with an exact integer value count, strings do not: Lua's own coercion hides mistakes.
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> Int {
    guard lua_type(stack.L, index) == LUA_TNUMBER else { throw stack.mismatch(expected: "integer", at: index) }
    var isInteger: Int32 = 0
    let value = lua_tointegerx(stack.L, index, &isInteger)
    guard isInteger != 0 else {
      throw LuaConversionError(expected: "integer", got: "\(lua_tonumberx(stack.L, index, nil))")
    }
    return Int(value)
  }
  @inlinable public func push(to stack: LuaStack) { lua_pushinteger(stack.L, lua_Integer(self)) }
}

extension Double: LuaConvertible {
  public static var luaTypeName: String { "number" }
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> Double {
    guard lua_type(stack.L, index) == LUA_TNUMBER else { throw stack.mismatch(expected: "number", at: index) }
    return lua_tonumberx(stack.L, index, nil)
  }
  @inlinable public func push(to stack: LuaStack) { lua_pushnumber(stack.L, self) }
}

extension String: LuaConvertible {
  public static var luaTypeName: String { "string" }
  /// Lua strings are bytes: what is not UTF-8 is an error, never silently repaired.
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> String {
    var length = 0
    guard lua_type(stack.L, index) == LUA_TSTRING, let bytes = lua_tolstring(stack.L, index, &length) else {
      throw stack.mismatch(expected: "string", at: index)
    }
    return try bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
      let bytes = UnsafeBufferPointer(start: $0, count: length).span
      guard let text = try? UTF8Span(validating: bytes) else {
        throw LuaConversionError(expected: "string in UTF-8", got: "other bytes")
      }
      return String(copying: text)
    }
  }
  @inlinable public func push(to stack: LuaStack) {
    var copy = self
    copy.withUTF8 { utf8 in
      _ = utf8.withMemoryRebound(to: CChar.self) { lua_pushlstring(stack.L, $0.baseAddress, $0.count) }
    }
  }
}

extension Optional: FromLua where Wrapped: FromLua {
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> Wrapped? {
    stack.isNil(at: index) ? nil : try Wrapped.peek(stack, at: index)
  }
  @inlinable public static var valueWhenMissing: Wrapped?? { .some(nil) }
}

extension Optional: ToLua where Wrapped: ToLua {
  @inlinable public func push(to stack: LuaStack) {
    if let self { self.push(to: stack) } else { stack.pushNil() }
  }
}

// One witness for both halves: the two conditional conformances would otherwise each need one.
extension Optional {
  public static var luaTypeName: String { LuaStub.name(of: Wrapped.self) + "?" }
  public static var luaStubType: String { LuaStub.grouped(LuaStub.type(of: Wrapped.self)) + "?" }
}

/// Nothing: for a bound function without a result.
public struct LuaNothing: ToLua, Sendable {
  public static var luaTypeName: String { "nil" }
  /// Makes nothing.
  @inlinable public init() {}
  @inlinable public func push(to stack: LuaStack) { stack.pushNil() }
}
