import CLua

extension Array: FromLua where Element: FromLua {
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> [Element] {
    let table = stack.absolute(index)
    guard stack.isTable(at: index) else { throw stack.noList(of: Element.self, expected: luaTypeName, at: table) }
    let count = clua_rawlen(stack.L, table)
    if stack.pairCount(of: table) > count {
      throw stack.noList(of: Element.self, expected: luaTypeName, at: table)
    }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    lua_checkstack(stack.L, 4)
    let place = lua_gettop(stack.L) + 1
    for position in 0..<count {
      lua_rawgeti(stack.L, table, lua_Integer(position + 1))
      defer { stack.pop() }
      do {
        elements.append(try Element.peek(stack, at: place))
      } catch let error as LuaConversionError {
        throw error.under("[\(position + 1)]")
      }
    }
    return elements
  }
}

extension Array: ToLua where Element: ToLua {
  @inlinable public func push(to stack: LuaStack) {
    stack.pushTable(arrayCount: count)
    // Room for the next element, once for all: each leaves the stack as it was.
    lua_checkstack(stack.L, 8)
    var position: lua_Integer = 0
    for element in self {
      position += 1
      element.push(to: stack)
      lua_rawseti(stack.L, -2, position)
    }
  }
}

extension Array {
  public static var luaTypeName: String { LuaStub.name(of: Element.self) + "[]" }
  public static var luaStubType: String { LuaStub.grouped(LuaStub.type(of: Element.self)) + "[]" }
}
