// Making a state, loading, resuming and calling. C because each step may raise and must report a status instead.
#include <stdio.h>
#include <stdlib.h>

#include "host.h"

// Reached only by an unprotected raise, which is a bug of the host. Returning would abort without a word.
static int panic(lua_State *L) {
  const char *message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "an error that is no string";
  fprintf(stderr, "lunas: bug: an unprotected Lua error: %s\n", message);
  return 0;
}

lua_State *lunas_open(size_t memory_limit, void *owner) {
  lunas_host *host = calloc(1, sizeof *host);
  if (host == NULL) return NULL;
  host->owner = owner;
  host->memory.host_depth = 1;
  host->memory.limit = memory_limit;
  lua_State *L = lua_newstate(lunas_allocate, &host->memory);
  if (L == NULL) {
    free(host);
    return NULL;
  }
  *(lunas_host **)lua_getextraspace(L) = host;
  lua_atpanic(L, panic);
  lunas_install_hook(L);
  return L;
}

void lunas_close(lua_State *L) {
  lunas_host *host = host_of(L);
  lua_close(L);
  free(host);
}

void *lunas_owner(lua_State *L) { return host_of(L)->owner; }

size_t lunas_memory_used(lua_State *L) { return host_of(L)->memory.used; }

void lunas_set_memory_limit(lua_State *L, size_t limit) { host_of(L)->memory.limit = limit; }

// MARK: Running

int lunas_load(lua_State *L, const void *source, size_t length, const char *name) {
  lunas_host *host = host_of(L);
  int depth = enter_lua(host);
  int status = luaL_loadbufferx(L, length == 0 ? "" : source, length, name, "t");
  leave_lua(host, depth);
  return status;
}

lunas_run *lunas_enter_run(lua_State *L, lunas_run *run) {
  lunas_host *host = host_of(L);
  lunas_run *outer = host->run;
  host->run = run;
  return outer;
}

int lunas_resume(lua_State *coroutine, lua_State *from, int argument_count, int *result_count, lunas_run *run) {
  lunas_run *outer = lunas_enter_run(coroutine, run);
  int depth = enter_lua(host_of(coroutine));
  int status = lua_resume(coroutine, from, argument_count, result_count);
  leave_lua(host_of(coroutine), depth);
  lunas_enter_run(coroutine, outer);
  return status;
}

void lunas_reset(lua_State *coroutine, lunas_run *run) {
  lunas_run *outer = lunas_enter_run(coroutine, run);
  int depth = enter_lua(host_of(coroutine));
  lua_resetthread(coroutine);
  leave_lua(host_of(coroutine), depth);
  lunas_enter_run(coroutine, outer);
}

// Keeps the traceback from before the stack unwinds: the error value becomes {error, traceback}.
static int with_traceback(lua_State *L) {
  lua_settop(L, 1);
  lua_createtable(L, 2, 0);
  lua_insert(L, 1);
  lua_rawseti(L, 1, 1);
  luaL_traceback(L, L, NULL, 1);
  lua_rawseti(L, 1, 2);
  return 1;
}

int lunas_call(lua_State *L, int argument_count, int result_count) {
  lunas_host *host = host_of(L);
  int function = lua_gettop(L) - argument_count;
  lua_pushcfunction(L, with_traceback);
  lua_insert(L, function);
  int depth = enter_lua(host);
  int status = lua_pcall(L, argument_count, result_count, function);
  leave_lua(host, depth);
  lua_remove(L, function);
  if (status == LUA_OK) return status;
  if (lua_type(L, -1) == LUA_TTABLE) {  // unpack {error, traceback}
    lua_rawgeti(L, -1, 2);
    lua_rawgeti(L, -2, 1);
    lua_remove(L, -3);
  } else {  // out of memory, or an error in the handler: there is no traceback
    lua_pushliteral(L, "");
    lua_insert(L, -2);
  }
  return status;
}

// MARK: Operations under protection

static int protect(lua_State *L, lua_CFunction body, int argument_count, int result_count) {
  lunas_host *host = host_of(L);
  lua_pushcfunction(L, body);
  lua_insert(L, -argument_count - 1);
  int depth = enter_lua(host);
  int status = lua_pcall(L, argument_count, result_count, 0);
  leave_lua(host, depth);
  return status;
}

static int open_libraries(lua_State *L) {
  luaL_openlibs(L);
  lunas_open_coroutines(L);
  return 0;
}

int lunas_open_libraries(lua_State *L) { return protect(L, open_libraries, 0, 0); }

static int get(lua_State *L) { lua_gettable(L, 1); return 1; }

int lunas_get(lua_State *L, int index) {
  lua_pushvalue(L, index);
  lua_insert(L, -2);
  return protect(L, get, 2, 1);
}

static int set(lua_State *L) { lua_settable(L, 1); return 0; }

int lunas_set(lua_State *L, int index) {
  lua_pushvalue(L, index);
  lua_insert(L, -3);
  return protect(L, set, 3, 0);
}

static int length(lua_State *L) { lua_len(L, 1); return 1; }

int lunas_length(lua_State *L, int index) {
  lua_pushvalue(L, index);
  return protect(L, length, 1, 1);
}

static int text(lua_State *L) { luaL_tolstring(L, 1, NULL); return 1; }

int lunas_text(lua_State *L, int index) {
  lua_pushvalue(L, index);
  return protect(L, text, 1, 1);
}
