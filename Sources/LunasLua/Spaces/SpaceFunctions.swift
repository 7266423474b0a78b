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

    /// The function as a space calls it.
    var canonicalForm: CanonicalForm? {
      canonical.map { function in
        CanonicalForm { table in try function.answer([LuaArchitecture(table)], as: JSON.self) }
      }
    }
  }

  static let space = LuaFunction(
    "space", "Makes a search space of any table whose leaves may be decisions.",
    LuaParameter<SpaceArgument>("table", "the table"), LuaParameter<SpaceOptions>("options", "a canonical form"),
    returns: LuaResult<LuaSpace>("the space")
  ) { argument, options in
    guard let canonical = options.canonicalForm else { return LuaSpace(space: argument.space) }
    return LuaSpace(space: try argument.space.with(canonical: canonical))
  }
}
