import LuaHost
import PlainJSON
import SearchSpace

/// The function that makes spaces.
enum SpaceFunctions {
  struct SpaceOptions: LuaOptions {
    var canonical: LuaCallable?
    static let fields = [
      LuaField(
        "canonical", "a function of an architecture that gives equal networks the same table",
        \SpaceOptions.canonical, stub: "(fun(arch: any): any)?")
    ]
  }

  static let space = LuaFunction(
    "space", "Makes a search space of any table whose leaves may be decisions.",
    LuaParameter<SpaceArgument>("table", "the table"), LuaParameter<SpaceOptions>("options", "a canonical form"),
    returns: LuaResult<LuaSpace>("the space")
  ) { argument, options in
    guard let function = options.canonical else { return LuaSpace(space: argument.space) }
    let canonical = CanonicalForm { table in try function.answer([LuaArchitecture(table)], as: JSON.self) }
    return LuaSpace(space: try argument.space.with(canonical: canonical))
  }
}
