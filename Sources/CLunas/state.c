// Making and ending a state, and running code in it. C because each step may raise and must report a status instead.
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
  host->current = L;
  lua_atpanic(L, panic);
  lunas_open_warnings(L);
  lunas_listen_for_interrupts();
  return L;
}

void lunas_close(lua_State *L) {
  lunas_host *host = host_of(L);
  lua_close(L);
  lunas_close_sandbox_folder(&host->sandbox);
  free(host);
}

void *lunas_owner(lua_State *L) { return host_of(L)->owner; }

size_t lunas_memory_used(lua_State *L) { return host_of(L)->memory.used; }

void lunas_set_warnings(lua_State *L, bool is_on) { host_of(L)->is_warning_on = is_on; }

void lunas_ignore_environment(lua_State *L) {
  lua_pushboolean(L, 1);
  lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");  // read by loadlib.c
}

// MARK: Loading

int lunas_load(lua_State *L, const void *source, size_t length, const char *name) {
  lunas_outside outside = enter_lua(L, host_of(L)->run);
  int status = luaL_loadbufferx(L, length == 0 ? "" : source, length, name, "t");
  leave_lua(L, outside);
  return status;
}

int lunas_load_file(lua_State *L, const char *path) {
  lunas_outside outside = enter_lua(L, host_of(L)->run);
  int status = luaL_loadfilex(L, path, NULL);
  leave_lua(L, outside);
  return status;
}

// MARK: Running

// The registry key of what is known of the latest error: {error, traceback, text}.
static const char latest_error = 0;

// Runs at the place of an error, before anything unwinds: keeps the traceback, and the error's text, whose __tostring
// may look at the stack. It leaves the error as it is, since Lua also calls it for errors that `load` catches. An
// object of a script that describes itself gets no traceback, as in the stand-alone interpreter.
static int keep_error(lua_State *L) {
  lua_settop(L, 1);
  lua_createtable(L, 3, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, 2, 1);
  bool has_traceback = true;
  if (lua_type(L, 1) == LUA_TSTRING || lua_type(L, 1) == LUA_TNUMBER) {
    lua_pushvalue(L, 1);
    lua_tostring(L, -1);
  } else {
    if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) has_traceback = lunas_function_at(L, -1) != NULL;
    lua_settop(L, 2);
    if (!luaL_callmeta(L, 1, "__tostring") || lua_type(L, -1) != LUA_TSTRING) {
      has_traceback = true;
      lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    }
  }
  lua_rawseti(L, 2, 3);
  if (has_traceback) {
    luaL_traceback(L, L, NULL, 1);
  } else {
    lua_pushliteral(L, "");
  }
  lua_rawseti(L, 2, 2);
  lua_settop(L, 2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &latest_error);
  return 1;
}

// Puts the traceback and the text above the error value on top. An error that nothing is known of (no memory, or an
// error in the handler) has no traceback.
static void describe_error(lua_State *L) {
  int error = lua_gettop(L);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &latest_error) == LUA_TTABLE) {
    lua_rawgeti(L, error + 1, 1);
    if (lua_rawequal(L, error, -1)) {
      lua_rawgeti(L, error + 1, 2);
      lua_rawgeti(L, error + 1, 3);
      lua_rotate(L, error + 1, 2);
      lua_settop(L, error + 2);
      lua_pushnil(L);
      lua_rawsetp(L, LUA_REGISTRYINDEX, &latest_error);
      return;
    }
  }
  lua_settop(L, error);
  lua_pushliteral(L, "");
  if (lua_type(L, error) == LUA_TSTRING) {
    lua_pushvalue(L, error);
  } else {
    lua_pushliteral(L, "(an error inside the handling of an error)");
  }
}

// The address that marks, among the results of a chunk, that it failed; no script can make it.
static const char failure_mark = 0;

static int finish_chunk(lua_State *L, int status, lua_KContext handler) {
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)handler;
  lua_pushlightuserdata(L, (void *)&failure_mark);
  lua_insert(L, -2);
  lua_pushinteger(L, status);
  lua_insert(L, -2);
  return 3;
}

// The body of every coroutine of the host: calls the function at 1 with what is above it. A C function below the
// chunk, as in the stand-alone interpreter, whose tracebacks end in "[C]: in ?" too.
static int run_chunk(lua_State *L) {
  lua_pushcfunction(L, keep_error);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 1, finish_chunk);
  return finish_chunk(L, status, 1);
}

void lunas_prepare(lua_State *coroutine, lunas_run *run) {
  run->coroutine = coroutine;
  // Coroutines that the chunk makes inherit the hook.
  lunas_outside outside = enter_lua(coroutine, run);
  lunas_install_hook(coroutine);
  leave_lua(coroutine, outside);
  lua_pushcfunction(coroutine, run_chunk);
  lua_insert(coroutine, 1);
}

int lunas_resume(lua_State *coroutine, lua_State *from, int argument_count, int *result_count, lunas_run *run) {
  lunas_outside outside = enter_lua(coroutine, run);
  int status = lua_resume(coroutine, from, argument_count, result_count);
  leave_lua(coroutine, outside);
  if (status == LUA_OK && *result_count == 3 && lua_touserdata(coroutine, -3) == (void *)&failure_mark) {
    status = (int)lua_tointeger(coroutine, -2);
    describe_error(coroutine);
  }
  return status;
}

void lunas_reset(lua_State *coroutine, lunas_run *run) {
  lunas_outside outside = enter_lua(coroutine, run);
  lua_resetthread(coroutine);
  leave_lua(coroutine, outside);
  run->coroutine = NULL;
}

int lunas_call(lua_State *L, int argument_count, int result_count, lunas_run *run) {
  int function = lua_gettop(L) - argument_count;
  lua_pushcfunction(L, keep_error);
  lua_insert(L, function);
  lunas_outside outside = enter_lua(L, run == NULL ? host_of(L)->run : run);
  if (run != NULL) lunas_count_instructions(L);
  int status = lua_pcall(L, argument_count, result_count, function);
  leave_lua(L, outside);
  lua_remove(L, function);
  if (status != LUA_OK) describe_error(L);
  return status;
}
