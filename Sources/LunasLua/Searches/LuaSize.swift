import LuaHost
import SearchEngine

/// An amount of memory: bytes, or text such as `"12GB"`.
struct LuaSize: FromLua, Sendable {
  let bytes: Int
  static var luaTypeName: String { "bytes or text such as '12GB'" }
  static var luaStubType: String { "integer|string" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> LuaSize {
    let got: String
    if let bytes = try? stack.peek(Int.self, at: index) {
      if bytes > 0 { return LuaSize(bytes: bytes) }
      got = "\(bytes)"
    } else if let text = try? stack.peek(String.self, at: index) {
      if let bytes = ByteCount.bytes(text), bytes > 0 { return LuaSize(bytes: bytes) }
      got = "'\(text)'"
    } else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    throw LuaConversionError(expected: "\(luaTypeName), above 0", got: got)
  }
}
