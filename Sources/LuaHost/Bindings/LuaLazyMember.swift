import CLua
import CLunas
import Suggestions

/// A member of a module that is written in Lua: the value that `require` gives for a Lua module, which is loaded when
/// the member is first asked for.
///
/// ```swift
/// LuaModule("nas.spaces", "Known search spaces.", functions: [], lazy: [
///   LuaLazyMember("mnasnet", module: "lunas.spaces.mnasnet")  // nas.spaces.mnasnet
/// ])
/// ```
///
/// The Lua module gives a function; what it is and does stands in its comments.
public struct LuaLazyMember: Sendable, Hashable {
  /// The name in its module.
  public let name: String
  /// What `require` is given.
  public let module: String

  /// Declares a member.
  public init(_ name: String, module: String) {
    self.name = name
    self.module = module
  }
}

/// The marks in the metatable of a module with such members.
private enum LazyMark {
  static let name = "__name"
  static let members = "lunas.lazy"
}

extension LuaModule {
  /// Gives the table on top a metatable that loads the lazy members. Other names are mistakes there.
  func setLazyMembers(on stack: LuaStack) {
    let (name, known) = (name, functions.map(\.name) + modules.map(\.field) + lazy.map(\.name))
    let unknown = LuaFunction(
      "index", "", LuaParameter<LuaReference>("self", ""), LuaParameter<String>("key", ""),
      returns: LuaResult<LuaNothing>("")
    ) { _, key in
      throw UnknownName(kind: "member of \(name)", name: key, known: known)
    }
    stack.pushTable(fieldCount: 5)
    stack.push(name)
    stack.setField(LazyMark.name, of: -2)
    stack.push(false)
    stack.setField("__metatable", of: -2)
    stack.pushTable(fieldCount: lazy.count)
    for member in lazy {
      stack.push(member.module)
      stack.setField(member.name, of: -2)
    }
    lua_pushvalue(stack.L, -1)
    stack.setField(LazyMark.members, of: -3)
    lunas_push_lazy_members(stack.L, Unmanaged.passRetained(BoundFunction(unknown)).toOpaque())
    stack.setField("__pairs", of: -3)
    stack.setField("__index", of: -2)
    lua_setmetatable(stack.L, -2)
  }
}

extension LuaStack {
  /// The name and the lazy members of the module of ours that is at an index, in the order of the alphabet; nil for
  /// any other value, also for a module without such members. Nothing is loaded.
  public func lazyMembers(at index: Int32) -> (module: String, members: [LuaLazyMember])? {
    lua_checkstack(L, 8)
    let top = lua_gettop(L)
    guard isTable(at: index), lua_getmetatable(L, index) != 0 else { return nil }
    defer { lua_settop(L, top) }
    pushField(LazyMark.name, of: -1)
    pushField(LazyMark.members, of: -2)
    guard isString(at: -2), isTable(at: -1) else { return nil }
    let name = lossyText(at: -2)
    var members: [LuaLazyMember] = []
    forEachPair(of: -1) { members.append(LuaLazyMember(lossyText(at: -2), module: lossyText(at: -1))) }
    return (name, members.sorted { $0.name < $1.name })
  }
}
