import CLua

extension LuaStack {
  /// The object that belongs to the table at an index, made when it is first asked for: it lives as long as the table,
  /// and scripts do not see it.
  public func companion<Object: LuaObject>(of index: Int32, make: () -> Object) -> Object {
    let top = lua_gettop(L)
    defer { lua_settop(L, top) }
    lua_checkstack(L, 8)
    let table = lua_absindex(L, index)
    pushCompanions()
    lua_pushvalue(L, table)
    if lua_rawget(L, -2) == LUA_TUSERDATA, let known: Object = object(Object.self, at: -1) { return known }
    pop()
    let object = make()
    lua_pushvalue(L, table)
    push(object)
    lua_rawset(L, -3)
    return object
  }

  /// Pushes the table of all companions by their tables, which it does not keep alive.
  private func pushCompanions() {
    // An address that nothing else in the registry has.
    let key = UnsafeRawPointer(bitPattern: UInt(bitPattern: ObjectIdentifier(Companions.self)))
    if lua_rawgetp(L, clua_registryindex, key) == LUA_TTABLE { return }
    pop()
    pushTable()
    pushTable(fieldCount: 1)
    push("k")
    setField("__mode", of: -2)
    lua_setmetatable(L, -2)
    lua_pushvalue(L, -1)
    lua_rawsetp(L, clua_registryindex, key)
  }

  private enum Companions {}
}
