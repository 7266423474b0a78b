import CLua

extension Array: FromLua where Element: FromLua {
  public static func peek(_ stack: LuaStack, at index: Int32) throws -> [Element] {
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    let table = stack.absolute(index)
    let count = clua_rawlen(stack.L, table)
    var elements: [Element] = []
    elements.reserveCapacity(count)
    lua_checkstack(stack.L, 4)
    for position in 0..<count {
      lua_rawgeti(stack.L, table, lua_Integer(position + 1))
      defer { stack.pop() }
      do {
        elements.append(try Element.peek(stack, at: lua_gettop(stack.L)))
      } catch let error as LuaConversionError {
        throw error.under("[\(position + 1)]")
      }
    }
    return elements
  }
}

extension Array: ToLua where Element: ToLua {
  public func push(to stack: LuaStack) {
    stack.pushTable(arrayCount: count)
    for (position, element) in enumerated() {
      stack.push(element)
      stack.setElement(position + 1, of: -2)
    }
  }
}

extension Array {
  public static var luaTypeName: String { LuaStub.name(of: Element.self) + "[]" }
  public static var luaStubType: String { LuaStub.grouped(LuaStub.type(of: Element.self)) + "[]" }
}
