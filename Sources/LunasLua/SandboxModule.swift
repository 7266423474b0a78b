import LuaHost

/// The `lunas` module of a sandbox: what describes, and nothing that acts.
public enum SandboxModule {
  /// Registers the module, and the Lua modules that describe.
  public static func install(in lua: LuaState) async {
    await lua.withStack { $0.preload(as: "lunas") { module } }
    await lua.searchLibrary(EmbeddedLibrary.describing)
  }

  private static let module = LuaModule(
    "nas", "Neural architecture search: spaces, rewards and stop rules.",
    functions: DecisionFunctions.all + [SpaceFunctions.space, search],
    modules: [
      ("constraint", ConstraintFunctions.module), ("reward", RewardFunctions.module),
      ("stop", StopFunctions.module), ("spaces", KnownSpaces.module()),
    ])

  private static let search = LuaFunction(
    "search", "Says that a sandbox does not search.", LuaParameter<LuaReference?>("options", "ignored"),
    returns: LuaResult<LuaPushed>("nothing")
  ) { _ in
    throw BindingError("the sandbox allows no 'search': a sandboxed script describes, and its host searches")
  }
}
