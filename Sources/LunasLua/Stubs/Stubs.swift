import LuaHost

/// What an editor reads to know the `lunas` module.
public enum Stubs {
  /// The name of the file that holds them.
  public static let fileName = "lunas.gen.lua"
  /// The command that makes the committed file anew.
  public static let regenerate = "lunas stubs Stdlib/meta"

  /// The text of the file, made from the declarations.
  public static func text() throws -> String {
    StubWriter.text(of: try declarations(), root: "lunas", regenerate: regenerate)
  }

  /// The declarations of the module, with nothing behind them.
  public static func declarations() throws -> LuaModule {
    LunasModule.make(LunasContext(lua: try LuaState(), workspacePath: "", supervisor: []) { _ in })
  }
}
