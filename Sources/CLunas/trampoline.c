// From Lua into Swift. C because it raises or yields for the Swift function, once that has returned.
#include "host.h"

const char lunas_wait_mark = 0;

bool lunas_is_wait(lua_State *L, int index) { return lua_touserdata(L, index) == (void *)&lunas_wait_mark; }

// Runs when the host resumes a wait with (true, results...) or (false, error), above what was on the stack.
static int after_wait(lua_State *L, int status, lua_KContext base) {
  (void)status;
  int outcome = (int)base + 1;
  if (lua_toboolean(L, outcome)) return lua_gettop(L) - outcome;
  return lua_error(L);
}

int trampoline(lua_State *L) {
  lunas_host *host = host_of(L);
  void **function = lua_touserdata(L, lua_upvalueindex(1));
  host->memory.host_depth++;
  int outcome = lunas_swift_call(L, *function);
  host->memory.host_depth--;
  if (outcome >= 0) return outcome;
  if (outcome == LUNAS_ERROR) return lua_error(L);
  lua_KContext base = lua_gettop(L);
  lua_pushlightuserdata(L, (void *)&lunas_wait_mark);
  return lua_yieldk(L, 1, base, after_wait);
}

void *lunas_object_at(lua_State *L, int index, const void *type) {
  if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
  lua_rawgetp(L, LUA_REGISTRYINDEX, type);
  bool is_of_type = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  void **slot = is_of_type ? lua_touserdata(L, index) : NULL;
  return slot == NULL ? NULL : *slot;
}

int lunas_release(lua_State *L) {
  void **object = lua_touserdata(L, 1);
  if (object != NULL && *object != NULL) {
    lunas_swift_release(*object);
    *object = NULL;
  }
  return 0;
}

void lunas_push_object(lua_State *L, void *object) {
  void **slot = lua_newuserdatauv(L, sizeof *slot, 0);
  *slot = object;
}

static const char function_metatable = 0;

void push_owner(lua_State *L, void *function) {
  lunas_push_object(L, function);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &function_metatable) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, lunas_release);
    lua_setfield(L, -2, "__gc");  // on a table without a metatable this cannot run a metamethod
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &function_metatable);
  }
  lua_setmetatable(L, -2);
}

void lunas_push_function(lua_State *L, void *function) {
  push_owner(L, function);
  lua_pushcclosure(L, trampoline, 1);
}

// A member of an object: a method out of a table, without a step into Swift, or what the Swift function makes of it.
static int index_object(lua_State *L) {
  if (lua_gettop(L) >= 2) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
    lua_pop(L, 1);
  }
  return trampoline(L);
}

void lunas_push_index(lua_State *L, void *function) {
  push_owner(L, function);
  lua_insert(L, -2);
  lua_pushcclosure(L, index_object, 2);
}

void *lunas_function_at(lua_State *L, int index) {
  if (lua_tocfunction(L, index) != trampoline || lua_getupvalue(L, index, 1) == NULL) return NULL;
  void *function = *(void **)lua_touserdata(L, -1);
  lua_pop(L, 1);
  return function;
}
