import CLua

extension Dictionary: FromLua where Key == String, Value: FromLua {
  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> [String: Value] {
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    // Counted first: a dictionary that grows hashes its keys anew each time.
    var count = 0
    stack.forEachPair(of: index) { count += 1 }
    var members = [String: Value](minimumCapacity: count)
    try stack.forEachPair(of: index) {
      guard stack.isString(at: -2) else {
        throw LuaConversionError(expected: "a key that is a string", got: "a \(stack.typeName(at: -2))")
      }
      let key = try String.peek(stack, at: -2)
      do {
        members[key] = try Value.peek(stack, at: stack.absolute(-1))
      } catch let problem as LuaConversionError { throw problem.under(key) }
    }
    return members
  }
}

extension Dictionary: ToLua where Key == String, Value: ToLua {
  @inlinable public func push(to stack: LuaStack) {
    stack.pushTable(fieldCount: count)
    // Room for the next pair, once for all: each leaves the stack as it was.
    lua_checkstack(stack.L, 10)
    for (key, value) in self {
      key.push(to: stack)
      value.push(to: stack)
      lua_rawset(stack.L, -3)
    }
  }
}

extension Dictionary where Key == String {
  public static var luaTypeName: String { "table of names" }
  public static var luaStubType: String { "table<string, \(LuaStub.type(of: Value.self))>" }
}
