import CLua

/// A table of bound functions, with modules inside it.
public struct LuaModule: Sendable {
  /// The name that `help` shows: `nas.stop`.
  public let name: String
  /// What it is for, in one sentence.
  public let summary: String
  /// Its functions.
  public let functions: [LuaFunction]
  /// The modules inside it, by their field.
  public let modules: [(field: String, module: LuaModule)]
  /// The types whose objects its functions give, or hand to callbacks.
  public let types: [LuaObjectType]
  /// The tables of a known shape that its functions give.
  public let records: [LuaRecordType]

  /// Declares a module.
  public init(
    _ name: String, _ summary: String, functions: [LuaFunction],
    modules: [(field: String, module: LuaModule)] = [],
    types: [LuaObjectType] = [], records: [LuaRecordType] = []
  ) {
    self.name = name
    self.summary = summary
    self.functions = functions
    self.modules = modules
    self.types = types
    self.records = records
  }
}

extension LuaModule: ToLua {
  public static var luaTypeName: String { "table" }

  public func push(to stack: LuaStack) {
    stack.pushTable(fieldCount: functions.count + modules.count)
    for function in functions {
      stack.push(function)
      stack.setField(function.name, of: -2)
    }
    for (field, module) in modules {
      stack.push(module)
      stack.setField(field, of: -2)
    }
  }
}

extension LuaStack {
  /// Makes a value the result of `require(name)`.
  public func preload<Value: ToLua>(_ value: Value, as name: String) {
    lua_checkstack(L, 8)
    pushRegistryField("_LOADED")
    push(value)
    setField(name, of: -2)
    pop()
  }

  /// Makes a value a global variable.
  public func setGlobal<Value: ToLua>(_ name: String, _ value: Value) {
    lua_rawgeti(L, clua_registryindex, lua_Integer(LUA_RIDX_GLOBALS))
    push(value)
    setField(name, of: -2)
    pop()
  }

  /// Pushes the table of globals.
  public func pushGlobals() { lua_rawgeti(L, clua_registryindex, lua_Integer(LUA_RIDX_GLOBALS)) }

  private func pushRegistryField(_ key: String) {
    push(key)
    lua_rawget(L, clua_registryindex)
  }
}
