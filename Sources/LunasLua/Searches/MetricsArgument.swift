import LuaHost
import Suggestions

/// Where trainers report besides the files that they are told of.
enum MetricsArgument: String, FromLua, CaseIterable {
  case stdout

  static var luaTypeName: String { "'stdout'" }
  static var luaStubType: String { "\"stdout\"" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> MetricsArgument {
    guard let text = try? stack.peek(String.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    guard let value = MetricsArgument(rawValue: text) else {
      throw LuaConversionError(
        expected: "'stdout', or nothing for the file in LUNAS_METRICS, which is always read", got: "'\(text)'")
    }
    return value
  }
}
