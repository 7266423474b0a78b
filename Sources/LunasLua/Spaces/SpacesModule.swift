import LuaHost

/// `nas.spaces`: spaces that come from elsewhere than a script's own tables.
enum SpacesModule {
  static func make(_ context: LunasContext) -> LuaModule {
    LuaModule(
      "spaces", "Spaces that are known, stored or written for other tools.",
      functions: [SpaceDocuments.fromJSON, PyGloveFunctions.fromPyGlove(context)])
  }
}
