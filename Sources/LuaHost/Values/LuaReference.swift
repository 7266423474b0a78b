import CLua

/// A Lua value that Swift keeps: any value, most often a function. It can be copied and sent anywhere; only the
/// state that made it may use it.
public final class LuaReference: Sendable {
  let slot: Int32
  /// What the value is, in Lua's words.
  public let typeName: String
  private let released: ReleaseQueue
  /// The state that the value belongs to; nil once that is gone.
  public weak let state: LuaState?

  /// Keeps the value at an index.
  public init(_ stack: LuaStack, at index: Int32) {
    typeName = stack.typeName(at: index)
    lua_checkstack(stack.L, 2)
    lua_pushvalue(stack.L, index)
    slot = luaL_ref(stack.L, clua_registryindex)
    let owner = LuaOwner.of(stack.L)
    released = owner.released
    state = owner.state
  }

  // Any thread may drop the last reference, and only the owner may touch the state: so the slot is queued.
  deinit { released.add(slot) }

  /// Whether the value is a function.
  public var isFunction: Bool { typeName == "function" }
}

extension LuaReference: FromLua, ToLua {
  public static var luaTypeName: String { "any" }
  public static func peek(_ stack: LuaStack, at index: Int32) throws -> LuaReference {
    LuaReference(stack, at: index)
  }
  public func push(to stack: LuaStack) { lua_rawgeti(stack.L, clua_registryindex, lua_Integer(slot)) }
}

/// A reference that is surely a function.
public struct LuaCallable: LuaConvertible, Sendable {
  /// The function.
  public let reference: LuaReference

  public static var luaTypeName: String { "function" }
  public static func peek(_ stack: LuaStack, at index: Int32) throws -> LuaCallable {
    guard stack.isFunction(at: index) else { throw stack.mismatch(expected: "function", at: index) }
    return LuaCallable(reference: LuaReference(stack, at: index))
  }
  public func push(to stack: LuaStack) { reference.push(to: stack) }
}
