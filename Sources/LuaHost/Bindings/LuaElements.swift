import CLua

/// The elements of an object that is also a list: `#object`, `object[1]`, `ipairs(object)`.
public struct LuaElements: Sendable {
  /// What they are, in a few words.
  public let summary: String
  let type: any ToLua.Type
  let count: @Sendable (any LuaObject) -> Int
  let pushElement: @Sendable (any LuaObject, Int, LuaStack) -> Void

  /// Declares the elements.
  ///
  /// - Parameters:
  ///   - summary: what they are, in a few words.
  ///   - count: how many there are.
  ///   - at: the element at a position from 1; nil where there is none, so that `ipairs` ends there.
  public init<Object: LuaObject, Value: ToLua>(
    _ summary: String, count: @escaping @Sendable (Object) -> Int,
    at element: @escaping @Sendable (Object, Int) -> Value?
  ) {
    self.summary = summary
    type = Value.self
    self.count = { ($0 as? Object).map(count) ?? 0 }
    pushElement = { object, position, stack in
      guard let object = object as? Object, let value = element(object, position) else { return stack.pushNil() }
      stack.push(value)
    }
  }

  /// The type of an element in Lua's words.
  public var typeName: String { type.luaTypeName }
  /// The type of an element in LuaCATS.
  public var stubType: String { type.luaStubType }
}

/// What an object is indexed with.
enum MemberKey: FromLua {
  case name(String)
  case position(Int)
  static var luaTypeName: String { "string" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> MemberKey {
    if !stack.isString(at: index), let position = try? stack.peek(Int.self, at: index) {
      return .position(position)
    }
    return .name(try stack.peek(String.self, at: index))
  }
}
