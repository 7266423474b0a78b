import CLua

/// A named part of a value, as completion shows it.
public struct LuaMemberName: Sendable, Hashable {
  /// What completion does with it.
  public enum Kind: Sendable, Hashable { case function, table, value }

  public let name: String
  public let kind: Kind

  /// Makes a member.
  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

// Looking at values without running anything: raw, and along `__index` only where that is a table.
extension LuaStack {
  /// Pushes what a path of names leads to from the globals. False, with nothing pushed, where it leads nowhere.
  public func pushPath(_ path: [String]) -> Bool {
    let top = lua_gettop(L)
    lua_checkstack(L, 8)
    pushGlobals()
    for name in path {
      guard pushMember(name, of: -1) else {
        lua_settop(L, top)
        return false
      }
      clua_remove(L, -2)
    }
    return true
  }

  /// The names under which a value has members, its own and inherited ones.
  public func memberNames(at index: Int32, limit: Int = 2000) -> [LuaMemberName] {
    var found: [LuaMemberName] = []
    var seen: Set<String> = []
    followIndex(from: index) {
      guard isTable(at: -1) else { return false }
      forEachPair(of: -1) {
        guard found.count < limit, isString(at: -2) else { return }
        let name = lossyText(at: -2)
        if seen.insert(name).inserted { found.append(LuaMemberName(name, memberKind(at: -1))) }
      }
      // What is not loaded yet is a function, too.
      for member in lazyMembers(at: -1)?.members ?? [] where seen.insert(member.name).inserted {
        found.append(LuaMemberName(member.name, .function))
      }
      return false
    }
    return found
  }

  private func memberKind(at index: Int32) -> LuaMemberName.Kind {
    isFunction(at: index) ? .function : isTable(at: index) ? .table : .value
  }

  private func pushMember(_ name: String, of index: Int32) -> Bool {
    let top = lua_gettop(L)
    var isFound = false
    followIndex(from: index) {
      guard isTable(at: -1) else { return false }
      pushField(name, of: -1)
      if lua_type(L, -1) == LUA_TNIL {
        pop()
        return false
      }
      // Kept below what is followed, where the end leaves it.
      lua_rotate(L, top + 1, 1)
      isFound = true
      return true
    }
    return isFound
  }

  /// Calls `body` with a value on top, then with the tables that its `__index` leads to, until it says true.
  private func followIndex(from index: Int32, _ body: () -> Bool) {
    lua_checkstack(L, 8)
    lua_pushvalue(L, index)
    for _ in 0..<10 {
      if body() { break }
      guard lua_getmetatable(L, -1) != 0 else { break }
      pushField("__index", of: -1)
      clua_remove(L, -2)
      clua_remove(L, -2)
      guard isTable(at: -1) else { break }
    }
    pop()
  }
}
