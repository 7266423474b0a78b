import LuaHost

/// `nas.spaces`: the known search spaces, each a file in `Stdlib/lunas/spaces`, and functions that read those of other
/// programs.
enum KnownSpaces {
  /// The module.
  ///
  /// - Parameter acting: the functions that only scripts outside a sandbox may call.
  static func module(with acting: [LuaFunction] = []) -> LuaModule {
    LuaModule(
      "nas.spaces", "Known search spaces, ready to use.", functions: [SpaceDocuments.fromJSON] + acting,
      lazy: EmbeddedLibrary.members(of: "lunas.spaces"))
  }
}
