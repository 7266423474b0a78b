// os.exit for a chunk that is a coroutine of the host. C because it yields.
//
// os.exit(code, true) closes the state, and with it the pending to-be-closed variables of the main thread. Here the
// chunk is no main thread: so it unwinds to the host, as an end that no script can catch, and the host closes both.
#include <stdlib.h>

#include "host.h"

static int exit_status(lua_State *L) {
  if (lua_isboolean(L, 1)) return lua_toboolean(L, 1) ? EXIT_SUCCESS : EXIT_FAILURE;
  return (int)luaL_optinteger(L, 1, EXIT_SUCCESS);
}

static int os_exit(lua_State *L) {
  int status = exit_status(L);
  if (lua_toboolean(L, 2)) {
    lunas_run *run = host_of(L)->run;
    int running = LUNAS_RUNNING;
    if (run != NULL && lua_isyieldable(L) &&
        atomic_compare_exchange_strong(&run->stopped, &running, LUNAS_EXITING)) {
      run->exit_status = status;
      return lua_yield(L, 0);
    }
    lua_close(L);
  }
  exit(status);
}

void lunas_open_exit(lua_State *L) {
  lua_getglobal(L, LUA_OSLIBNAME);
  lua_pushcfunction(L, os_exit);
  lua_setfield(L, -2, "exit");
  lua_pop(L, 1);
}
