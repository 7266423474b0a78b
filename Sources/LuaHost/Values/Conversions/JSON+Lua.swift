import CLua
import PlainJSON

/// Lua data as JSON. A table with the keys 1..n is an array (an empty one too), one with string keys an object.
extension JSON: LuaConvertible {
  public static var luaTypeName: String { "data" }
  public static var luaStubType: String { "any" }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> JSON {
    var reading = LuaDataReading()
    return try read(stack, at: index, in: &reading)
  }

  private static func read(
    _ stack: LuaStack, at index: Int32, in reading: inout LuaDataReading
  ) throws -> JSON {
    switch lua_type(stack.L, index) {
    case LUA_TNIL: return .null
    case LUA_TBOOLEAN: return .bool(lua_toboolean(stack.L, index) != 0)
    case LUA_TNUMBER:
      if clua_isinteger(stack.L, index) != 0 { return .integer(Int(lua_tointegerx(stack.L, index, nil))) }
      return .number(lua_tonumberx(stack.L, index, nil))
    case LUA_TSTRING: return .string(try String.peek(stack, at: index))
    case LUA_TTABLE: return try readTable(stack, at: stack.absolute(index), in: &reading)
    default: throw stack.mismatch(expected: "a table, string, number or boolean", at: index)
    }
  }

  private static func readTable(
    _ stack: LuaStack, at table: Int32, in reading: inout LuaDataReading
  ) throws -> JSON {
    switch try stack.readTable(at: table, in: &reading, each: { try read(stack, at: $0, in: &$1) }) {
    case .list(let elements): .array(elements)
    case .members(let members): .object(members)
    }
  }

  public func push(to stack: LuaStack) {
    lua_checkstack(stack.L, 8)
    switch self {
    case .null: stack.pushNil()
    case .bool(let value): value.push(to: stack)
    case .integer(let value): value.push(to: stack)
    case .number(let value): value.push(to: stack)
    case .string(let value): value.push(to: stack)
    case .array(let elements): elements.push(to: stack)
    case .object(let members):
      stack.pushTable(fieldCount: members.count)
      for (key, value) in members {
        value.push(to: stack)
        stack.setField(key, of: -2)
      }
    }
  }
}
