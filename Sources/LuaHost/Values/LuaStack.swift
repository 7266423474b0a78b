import CLua
import CLunas

/// A view of a Lua stack, valid only inside the call that it is given to.
///
/// It reads raw values and never runs a metamethod, but for the methods that say so: those run protected and throw.
///
/// What a call from Lua comes through is inlinable, here and in the conversions, so that a function costs what its
/// argument types need and nothing for being declared in another module.
public struct LuaStack {
  @usableFromInline let L: OpaquePointer

  @inlinable init(_ L: OpaquePointer) { self.L = L }

  /// How many values there are.
  public var count: Int32 { lua_gettop(L) }

  /// The kind of a value in Lua's words; `no value` where there is none.
  public func typeName(at index: Int32) -> String {
    guard lua_type(L, index) != LUA_TNONE else { return "no value" }
    return objectTypeName(at: index) ?? String(cString: lua_typename(L, lua_type(L, index)))
  }

  /// Whether a value is nil or missing.
  @inlinable public func isNil(at index: Int32) -> Bool { lua_type(L, index) <= LUA_TNIL }

  /// Whether a value is a function.
  @inlinable public func isFunction(at index: Int32) -> Bool { lua_type(L, index) == LUA_TFUNCTION }

  /// Whether a value is a table.
  @inlinable public func isTable(at index: Int32) -> Bool { lua_type(L, index) == LUA_TTABLE }

  /// Whether a value is a string (not a number that could become one).
  @inlinable public func isString(at index: Int32) -> Bool { lua_type(L, index) == LUA_TSTRING }

  /// An index that stays the same as values are pushed.
  @inlinable public func absolute(_ index: Int32) -> Int32 { lua_absindex(L, index) }

  /// An address that is the same for the same table, function or object.
  public func identity(at index: Int32) -> UnsafeRawPointer? { lua_topointer(L, index) }

  /// Reads a value.
  @inlinable public func peek<Value: FromLua>(_ type: Value.Type = Value.self, at index: Int32) throws -> Value {
    try Value.peek(self, at: lua_absindex(L, index))
  }

  /// Pushes a value.
  @inlinable public func push<Value: ToLua>(_ value: Value) {
    lua_checkstack(L, 8)
    value.push(to: self)
  }

  /// Pushes nil.
  @inlinable public func pushNil() { lua_pushnil(L) }

  /// Removes values from the top.
  @inlinable public func pop(_ count: Int32 = 1) { clua_pop(L, count) }

  /// An error that says what was wanted and what is there.
  public func mismatch(expected: String, at index: Int32) -> LuaConversionError {
    LuaConversionError(expected: expected, got: typeName(at: index))
  }

  /// `file:line: ` of the Lua code that called the running function, or nothing.
  public func callerPosition() -> String {
    luaL_where(L, 1)
    defer { pop() }
    return lossyText(at: -1)
  }

  /// The text of a string value; bytes that are not UTF-8 are repaired. For messages only.
  func lossyText(at index: Int32) -> String {
    var length = 0
    guard lua_type(L, index) == LUA_TSTRING, let bytes = lua_tolstring(L, index, &length) else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
  }

  // MARK: Tables

  /// Pushes a new table.
  @inlinable public func pushTable(arrayCount: Int = 0, fieldCount: Int = 0) {
    lua_checkstack(L, 4)
    lua_createtable(L, Int32(clamping: arrayCount), Int32(clamping: fieldCount))
  }

  /// Pops the top value into a field of the table at `index`.
  public func setField(_ key: String, of index: Int32) {
    let table = lua_absindex(L, index)
    push(key)
    lua_rotate(L, -2, 1)
    lua_rawset(L, table)
  }

  /// Pops the top value into a position (from 1) of the table at `index`.
  @inlinable public func setElement(_ position: Int, of index: Int32) {
    lua_rawseti(L, lua_absindex(L, index), lua_Integer(position))
  }

  /// The length of a table or string, raw.
  @inlinable public func length(at index: Int32) -> Int { clua_rawlen(L, index) }

  /// Pushes the element at a position (from 1) of a table, raw.
  @inlinable public func pushElement(_ position: Int, of index: Int32) {
    lua_checkstack(L, 2)
    lua_rawgeti(L, index, lua_Integer(position))
  }

  /// Pushes a field of a table, raw.
  public func pushField(_ key: String, of index: Int32) {
    let table = lua_absindex(L, index)
    push(key)
    lua_rawget(L, table)
  }

  /// Calls `body` for each pair, in the table's own order, with the key at index -2 and the value at -1.
  ///
  /// `body` must leave the stack as it was.
  @inlinable public func forEachPair(of index: Int32, _ body: () throws -> Void) rethrows {
    let table = lua_absindex(L, index)
    let top = lua_gettop(L)
    lua_checkstack(L, 4)
    lua_pushnil(L)
    do {
      // A key that came from the table itself cannot make lua_next raise.
      while lua_next(L, table) != 0 {
        try body()
        lua_settop(L, top + 1)
      }
    } catch {
      lua_settop(L, top)
      throw error
    }
  }

  // MARK: Operations that may run Lua code

  /// `tostring(value)`, which may call `__tostring`.
  public func text(at index: Int32) throws -> String {
    lua_checkstack(L, 8)
    let status = lunas_text(L, index)
    if status != LUA_OK { throw takeError(status: status) }
    defer { pop() }
    return lossyText(at: -1)
  }

  /// Pushes `value[key]` with the key on top of the stack, which may call `__index`. The key is popped.
  public func pushIndexed(_ index: Int32) throws {
    lua_checkstack(L, 8)
    let status = lunas_get(L, lua_absindex(L, index))
    if status != LUA_OK { throw takeError(status: status) }
  }

  /// Calls the function below `argumentCount` arguments now. It cannot wait. The results stay on the stack.
  public func call(argumentCount: Int32, resultCount: Int32) throws {
    lua_checkstack(L, 8)
    let status = lunas_call(L, argumentCount, resultCount, nil)
    if status != LUA_OK { throw takeRaised(status: status) }
  }

  /// Pushes a compiled chunk.
  func load(_ source: [UInt8], name: String) throws {
    let status = source.withUnsafeBytes { lunas_load(L, $0.baseAddress, $0.count, name) }
    if status != LUA_OK { throw takeError(status: status) }
  }

  /// Pushes the compiled chunk of a file, or of standard input for nil.
  func load(file path: String?) throws {
    let status = path.map { lunas_load_file(L, $0) } ?? lunas_load_file(L, nil)
    if status != LUA_OK { throw takeError(status: status) }
  }
}
