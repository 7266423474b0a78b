import CLua

// Where a list is expected and something else is there: what is not read would be missing without a word.
extension LuaStack {
  /// How many keys a table has.
  @inlinable func pairCount(of index: Int32) -> Int {
    var count = 0
    forEachPair(of: index) { count += 1 }
    return count
  }

  /// The error about a value that is no list, or one that has more than a list's keys.
  @usableFromInline func noList<Element: FromLua>(
    of type: Element.Type, expected: String, at index: Int32
  ) -> LuaConversionError {
    lua_checkstack(L, 8)
    // One thing is easily given in place of a list of one.
    if (try? Element.peek(self, at: index)) != nil {
      let own = isTable(at: index) ? "" : ", \(typeName(at: index))"
      return LuaConversionError(
        expected: "a list of \(LuaStub.name(of: Element.self))", got: "one\(own); put it in { }")
    }
    guard isTable(at: index) else { return mismatch(expected: expected, at: index) }
    return foreignKey(at: index) { Element.listAdvice(forKey: $0, self, at: $1) }
      ?? mismatch(expected: expected, at: index)
  }

  /// Rejects a table that has more than a list's keys.
  public func rejectNamedKeys(at index: Int32) throws {
    if let problem = foreignKey(at: index, advice: { _, _ in nil }) { throw problem }
  }

  /// The error about the first key that is no list's.
  private func foreignKey(
    at index: Int32, advice: (_ key: String, _ value: Int32) -> String?
  ) -> LuaConversionError? {
    lua_checkstack(L, 8)
    var found: LuaConversionError?
    let count = length(at: index)
    forEachPair(of: index) {
      if found != nil
        || clua_isinteger(L, -2) != 0 && (1...max(1, count)).contains(Int(lua_tointegerx(L, -2, nil)))
      {
        return
      }
      guard isString(at: -2) else {
        let key = clua_isinteger(L, -2) != 0 ? "[\(lua_tointegerx(L, -2, nil))]" : "that is a \(typeName(at: -2))"
        found = LuaConversionError(expected: "a list", got: "a table with the key \(key)")
        return
      }
      let key = lossyText(at: -2)
      let hint = advice(key, absolute(-1)).map { " (\($0))" } ?? ""
      found = LuaConversionError(expected: "a list", got: "a table with the key '\(key)'\(hint)")
    }
    return found
  }
}
