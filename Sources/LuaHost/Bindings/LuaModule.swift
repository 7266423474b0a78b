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
  /// Its members that are written in Lua, which are loaded when they are first asked for.
  public let lazy: [LuaLazyMember]
  /// The types whose objects its functions give, or hand to callbacks.
  public let types: [LuaObjectType]
  /// The tables of a known shape that its functions give.
  public let records: [LuaRecordType]

  /// Declares a module.
  public init(
    _ name: String, _ summary: String, functions: [LuaFunction],
    modules: [(field: String, module: LuaModule)] = [], lazy: [LuaLazyMember] = [],
    types: [LuaObjectType] = [], records: [LuaRecordType] = []
  ) {
    self.name = name
    self.summary = summary
    self.functions = functions
    self.modules = modules
    self.lazy = lazy
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
    if !lazy.isEmpty { setLazyMembers(on: stack) }
  }
}

extension LuaStack {
  /// Makes `require(name)` give the value that `make` makes when it is first asked for.
  public func preload<Value: ToLua>(as name: String, _ make: @escaping @Sendable () -> Value) {
    lua_checkstack(L, 8)
    pushRegistryField("_PRELOAD")
    push(
      LuaFunction(name, "Makes the module '\(name)'.", returns: LuaResult<LuaPushed>("the module")) { stack in
        stack.push(make())
        return LuaPushed()
      })
    setField(name, of: -2)
    pop()
  }

  /// Makes a value a global variable.
  public func setGlobal<Value: ToLua>(_ name: String, _ value: Value) {
    push(value)
    setGlobalFromTop(name)
  }

  /// Pops the top value into a global variable, raw.
  public func setGlobalFromTop(_ name: String) {
    lua_checkstack(L, 8)
    pushGlobals()
    clua_insert(L, -2)
    setField(name, of: -2)
    pop()
  }

  /// Pushes a global variable, raw.
  public func pushGlobal(_ name: String) {
    lua_checkstack(L, 8)
    pushGlobals()
    pushField(name, of: -1)
    clua_remove(L, -2)
  }

  /// Pushes the table of globals.
  public func pushGlobals() { lua_rawgeti(L, clua_registryindex, lua_Integer(LUA_RIDX_GLOBALS)) }

  private func pushRegistryField(_ key: String) {
    push(key)
    lua_rawget(L, clua_registryindex)
  }
}
