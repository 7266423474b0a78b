// The coroutine library of a state whose chunks are coroutines of the host. C because it yields.
//
// A wait inside a script's own coroutine yields the host's mark to whoever resumed that coroutine. resume and wrap
// pass the mark on, outwards, until it reaches the host, and carry the host's answer back in; a script never sees it.
// They also carry the end of a run outwards. And since the host's own coroutine is the script's main thread,
// running, isyieldable and yield say so. Apart from that all do what Lua's own lcorolib.c does.
#include "host.h"

static lua_State *coroutine_at(lua_State *L, int index) {
  lua_State *coroutine = lua_tothread(L, index);
  luaL_argexpected(L, coroutine, index, "coroutine");
  return coroutine;
}

enum { FAILED = -1, PASSED_ON = -2 };

// Resumes `coroutine` with the top `count` values of L. Returns how many results it moved to L; FAILED with the error
// value on L; or PASSED_ON when the coroutine waits for the host.
static int drive(lua_State *L, lua_State *coroutine, int count) {
  lunas_host *host = host_of(L);
  for (;;) {
    int results = 0;
    if (!lua_checkstack(coroutine, count)) {
      lua_pushliteral(L, "too many arguments to resume");
      return FAILED;
    }
    lua_xmove(L, coroutine, count);
    host->current = coroutine;
    int status = lua_resume(coroutine, L, count, &results);
    host->current = L;
    enum lunas_stop stop = stop_of(host);
    if (stop != LUNAS_RUNNING && !is_catchable(host)) {
      // The run ends here too. What yielded to its end cannot be resumed, as its last instruction was cut off.
      if (status == LUA_YIELD && stop != LUNAS_EXITING) lua_resetthread(coroutine);
      if (stop == LUNAS_EXITING && lua_isyieldable(L)) return lua_yield(L, 0);
      lunas_end_run_at_next_instruction(L);
      return 0;
    }
    if (status == LUA_YIELD && results == 1 && lunas_is_wait(coroutine, -1)) {
      lua_pop(coroutine, 1);
      if (lua_isyieldable(L)) return PASSED_ON;
      // Nothing outside can yield to the host: the wait itself fails, inside the coroutine that asked for it.
      lunas_swift_forget_wait(host->owner);
      lua_pushboolean(L, 0);
      lua_pushliteral(L, "cannot wait here: the coroutine was resumed inside a C call, such as a table.sort comparison");
      count = 2;
      continue;
    }
    if (status != LUA_OK && status != LUA_YIELD) {
      lua_xmove(coroutine, L, 1);
      return FAILED;
    }
    if (!lua_checkstack(L, results + 1)) {
      lua_pop(coroutine, results);
      lua_pushliteral(L, "too many results to resume");
      return FAILED;
    }
    lua_xmove(coroutine, L, results);
    return results;
  }
}

static int resume_after_wait(lua_State *L, int status, lua_KContext base);

static int finish_resume(lua_State *L, int results) {
  if (results == PASSED_ON) {
    lua_KContext base = lua_gettop(L);
    lua_pushlightuserdata(L, (void *)&lunas_wait_mark);
    return lua_yieldk(L, 1, base, resume_after_wait);
  }
  int values = results == FAILED ? 1 : results;
  lua_pushboolean(L, results != FAILED);
  lua_insert(L, -(values + 1));
  return values + 1;
}

// The host's answer lies above `base`; the coroutine is the first argument.
static int resume_after_wait(lua_State *L, int status, lua_KContext base) {
  (void)status;
  return finish_resume(L, drive(L, lua_tothread(L, 1), lua_gettop(L) - (int)base));
}

static int resume(lua_State *L) {
  lua_State *coroutine = coroutine_at(L, 1);
  return finish_resume(L, drive(L, coroutine, lua_gettop(L) - 1));
}

static int wrap_after_wait(lua_State *L, int status, lua_KContext base);

static int finish_wrapped(lua_State *L, lua_State *coroutine, int results) {
  if (results == PASSED_ON) {
    lua_KContext base = lua_gettop(L);
    lua_pushlightuserdata(L, (void *)&lunas_wait_mark);
    return lua_yieldk(L, 1, base, wrap_after_wait);
  }
  if (results != FAILED) return results;
  int status = lua_status(coroutine);
  if (status != LUA_OK && status != LUA_YIELD) {
    // Closing runs pending to-be-closed variables and may replace the error.
    status = lua_resetthread(coroutine);
    lua_xmove(coroutine, L, 1);
  }
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int wrap_after_wait(lua_State *L, int status, lua_KContext base) {
  (void)status;
  lua_State *coroutine = lua_tothread(L, lua_upvalueindex(1));
  return finish_wrapped(L, coroutine, drive(L, coroutine, lua_gettop(L) - (int)base));
}

static int call_wrapped(lua_State *L) {
  lua_State *coroutine = lua_tothread(L, lua_upvalueindex(1));
  return finish_wrapped(L, coroutine, drive(L, coroutine, lua_gettop(L)));
}

static int wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *coroutine = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, coroutine, 1);
  lua_pushcclosure(L, call_wrapped, 1);
  return 1;
}

static int running(lua_State *L) {
  bool is_lua_main = lua_pushthread(L);
  lua_pushboolean(L, is_lua_main || is_main(L));
  return 2;
}

static int is_yieldable(lua_State *L) {
  lua_State *coroutine = lua_isnone(L, 1) ? L : coroutine_at(L, 1);
  lua_pushboolean(L, !is_main(coroutine) && lua_isyieldable(coroutine));
  return 1;
}

static int yield(lua_State *L) {
  if (is_main(L)) return luaL_error(L, "attempt to yield from outside a coroutine");
  return lua_yield(L, lua_gettop(L));
}

void lunas_open_coroutines(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"resume", resume}, {"wrap", wrap}, {"running", running}, {"isyieldable", is_yieldable}, {"yield", yield},
      {NULL, NULL}};
  lua_getglobal(L, LUA_COLIBNAME);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}
