/// One table of options, or a list of them.
public struct LuaOneOrMore<Options: LuaOptions & Sendable>: FromLua, Sendable {
  /// In the order of the list.
  public var all: [Options] = []

  /// Makes none.
  public init() {}

  public static var luaTypeName: String { "\(Options.luaTypeName), or a list of them" }
  public static var luaStubType: String { "\(Options.luaStubType)|\(Options.luaStubType)[]" }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> Self {
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    var options = Self()
    options.all = stack.length(at: index) > 0 ? try stack.peek(at: index) : [try stack.peek(at: index)]
    return options
  }
}

/// What holds tables of options, for stubs and help.
protocol LuaOptionsHolder {
  static var documentation: LuaOptionsDocumentation { get }
}

extension LuaOneOrMore: LuaOptionsHolder {
  static var documentation: LuaOptionsDocumentation { Options.documentation }
}
