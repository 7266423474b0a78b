import CLua

/// A Lua string as what it is: bytes, in UTF-8 or not.
public struct LuaBytes: LuaConvertible, Sendable, Hashable {
  /// The bytes.
  public var bytes: [UInt8]

  /// Makes a string of bytes.
  @inlinable public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes as text, repaired where they are not UTF-8: for messages and for looking at ASCII.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public static var luaTypeName: String { "string" }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> LuaBytes {
    var length = 0
    guard lua_type(stack.L, index) == LUA_TSTRING, let start = lua_tolstring(stack.L, index, &length) else {
      throw stack.mismatch(expected: "string", at: index)
    }
    return LuaBytes(Array(UnsafeRawBufferPointer(start: start, count: length)))
  }

  public func push(to stack: LuaStack) {
    bytes.withUnsafeBytes { buffer in
      _ = lua_pushlstring(stack.L, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
  }
}
