import LuaHost

/// `nas.spaces`: the known search spaces, each a file in `Stdlib/lunas/spaces`, and functions that read those of other
/// programs.
enum KnownSpaces {
  static let module = LuaModule(
    "nas.spaces", "Known search spaces, ready to use.", functions: [SpaceDocuments.fromJSON],
    lazy: EmbeddedLibrary.members(of: "lunas.spaces"))
}
