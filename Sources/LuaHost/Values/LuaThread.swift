import CLua
import CLunas

/// A coroutine that the host runs a chunk in, kept alive by a slot of the registry.
struct LuaThread {
  let stack: LuaStack
  private let slot: Int32

  init(_ parent: LuaStack) {
    stack = LuaStack(lua_newthread(parent.L))
    slot = luaL_ref(parent.L, clua_registryindex)
  }

  /// Ends the coroutine: closes its pending variables and leaves it to the collector.
  ///
  /// Closing may run Lua code, so it happens under the limits of the run.
  func close(in run: LuaRun) {
    lunas_reset(stack.L, run.handle)
    luaL_unref(stack.L, clua_registryindex, slot)
  }
}

extension LuaStack {
  func newThread() -> LuaThread { LuaThread(self) }
}
