import CLua

/// What Lua knows of a function that is written in Lua.
public struct LuaFunctionOrigin: Sendable, Equatable {
  /// The name of its chunk as it was loaded: `@path`, `=name`, or the text itself.
  public let chunk: String
  /// The line of its `function`.
  public let line: Int
  /// The line of its `end`.
  public let lastLine: Int
  /// The names of its parameters, and `...` where it takes more.
  public let parameters: [String]
}

extension LuaStack {
  /// Where a function comes from; nil for what is written in C or Swift, and for what is no function.
  public func functionOrigin(at index: Int32) -> LuaFunctionOrigin? {
    guard isFunction(at: index), lua_iscfunction(L, index) == 0 else { return nil }
    lua_checkstack(L, 4)
    lua_pushvalue(L, index)
    var info = lua_Debug()
    guard lua_getinfo(L, ">Su", &info) != 0, let source = info.source else { return nil }
    lua_pushvalue(L, index)
    defer { pop() }
    var parameters = (0..<Int(info.nparams)).compactMap { position in
      lua_getlocal(L, nil, Int32(position) + 1).map { String(cString: $0) }
    }
    if info.isvararg != 0 { parameters.append("...") }
    let bytes = UnsafeRawBufferPointer(start: source, count: info.srclen)
    return LuaFunctionOrigin(
      chunk: String(decoding: bytes, as: UTF8.self), line: Int(info.linedefined),
      lastLine: Int(info.lastlinedefined), parameters: parameters)
  }

  /// Pushes what a chunk of data gives: it is compiled and run now, and cannot wait.
  public func pushResult(of source: [UInt8], name: String) throws {
    try load(source, name: name)
    try call(argumentCount: 0, resultCount: 1)
  }
}
