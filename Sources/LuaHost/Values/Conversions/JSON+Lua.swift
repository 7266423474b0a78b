import CLua
import PlainJSON

/// Lua data as JSON. A table with the keys 1..n is an array (an empty one too), one with string keys an object.
extension JSON: LuaConvertible {
  public static var luaTypeName: String { "data" }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> JSON {
    var open: Set<UnsafeRawPointer> = []
    return try read(stack, at: index, open: &open)
  }

  private static func read(
    _ stack: LuaStack, at index: Int32, open: inout Set<UnsafeRawPointer>
  ) throws -> JSON {
    switch lua_type(stack.L, index) {
    case LUA_TNIL: return .null
    case LUA_TBOOLEAN: return .bool(lua_toboolean(stack.L, index) != 0)
    case LUA_TNUMBER:
      if clua_isinteger(stack.L, index) != 0 { return .integer(Int(lua_tointegerx(stack.L, index, nil))) }
      return .number(lua_tonumberx(stack.L, index, nil))
    case LUA_TSTRING: return .string(try String.peek(stack, at: index))
    case LUA_TTABLE: return try readTable(stack, at: stack.absolute(index), open: &open)
    default: throw stack.mismatch(expected: "a table, string, number or boolean", at: index)
    }
  }

  private static func readTable(
    _ stack: LuaStack, at table: Int32, open: inout Set<UnsafeRawPointer>
  ) throws -> JSON {
    guard let identity = stack.identity(at: table), open.insert(identity).inserted else {
      throw LuaConversionError(expected: "a table that does not contain itself", got: "a cycle")
    }
    defer { open.remove(identity) }
    var elements: [Int: JSON] = [:]
    var members: [String: JSON] = [:]
    try stack.forEachPair(of: table) {
      let key = try TableKey(stack, at: -2)
      do {
        let value = try read(stack, at: stack.absolute(-1), open: &open)
        switch key {
        case .position(let position): elements[position] = value
        case .name(let name): members[name] = value
        }
      } catch let error as LuaConversionError { throw error.under(key.text) }
    }
    if members.isEmpty {
      return .array(try TableKey.list(elements))
    }
    guard elements.isEmpty else {
      throw LuaConversionError(expected: "keys that are all names or all positions", got: "a table with both")
    }
    return .object(members)
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

/// A key of a table that holds data: a name, or a position in a list.
public enum TableKey: Sendable, Hashable {
  case name(String)
  case position(Int)

  /// Reads the key at an index.
  public init(_ stack: LuaStack, at index: Int32) throws {
    switch lua_type(stack.L, index) {
    case LUA_TSTRING: self = .name(try String.peek(stack, at: index))
    case LUA_TNUMBER where clua_isinteger(stack.L, index) != 0:
      self = .position(Int(lua_tointegerx(stack.L, index, nil)))
    default:
      throw LuaConversionError(
        expected: "a key that is a string or a whole number", got: "a \(stack.typeName(at: index))")
    }
  }

  /// The key as it stands in a path.
  public var text: String {
    switch self {
    case .name(let name): name
    case .position(let position): "[\(position)]"
    }
  }

  /// The values of positions 1..n in order.
  ///
  /// - Throws: ``LuaConversionError`` where a position is missing.
  public static func list<Value>(_ elements: [Int: Value]) throws -> [Value] {
    try (0..<elements.count).map { offset in
      guard let element = elements[offset + 1] else {
        let stray = elements.keys.sorted().first { !(1...elements.count).contains($0) }
        throw LuaConversionError(
          expected: "a list with the keys 1 to \(elements.count)",
          got: "no [\(offset + 1)] but [\(stray.map(String.init) ?? "?")]")
      }
      return element
    }
  }
}
