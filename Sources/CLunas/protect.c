// Operations that may run metamethods, under protection. C because they may raise and must report a status instead.
#include "host.h"

int protect(lua_State *L, lua_CFunction body, int argument_count, int result_count) {
  lua_pushcfunction(L, body);
  lua_insert(L, -argument_count - 1);
  lunas_outside outside = enter_lua(L, host_of(L)->run);
  int status = lua_pcall(L, argument_count, result_count, 0);
  leave_lua(L, outside);
  return status;
}

static int open_libraries(lua_State *L) {
  luaL_openlibs(L);
  lunas_open_coroutines(L);
  lunas_open_exit(L);
  lunas_keep_require(L);
  // As in the stand-alone interpreter.
  lua_gc(L, LUA_GCGEN, 0, 0);
  return 0;
}

int lunas_open_libraries(lua_State *L) { return protect(L, open_libraries, 0, 0); }

static int get(lua_State *L) { lua_gettable(L, 1); return 1; }

int lunas_get(lua_State *L, int index) {
  lua_pushvalue(L, index);
  lua_insert(L, -2);
  return protect(L, get, 2, 1);
}

static int text(lua_State *L) { luaL_tolstring(L, 1, NULL); return 1; }

int lunas_text(lua_State *L, int index) {
  lua_pushvalue(L, index);
  return protect(L, text, 1, 1);
}
