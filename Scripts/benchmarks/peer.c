// What Sources/HostBenchmark does through the Swift host, done by hand in C: the peer that the host is compared with.
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int now(lua_State *L) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  lua_pushnumber(L, (lua_Number)time.tv_sec + (lua_Number)time.tv_nsec / 1e9);
  return 1;
}

static int add(lua_State *L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) + luaL_checknumber(L, 2));
  return 1;
}

static int length(lua_State *L) {
  size_t length;
  luaL_checklstring(L, 1, &length);
  lua_pushinteger(L, (lua_Integer)length);
  return 1;
}

// MARK: An object

static const char counter_type[] = "peer.Counter";

static int counter(lua_State *L) {
  lua_Number *start = lua_newuserdatauv(L, sizeof *start, 0);
  *start = luaL_checknumber(L, 1);
  luaL_setmetatable(L, counter_type);
  return 1;
}

static int plus(lua_State *L) {
  lua_Number *start = luaL_checkudata(L, 1, counter_type);
  lua_pushnumber(L, *start + luaL_checknumber(L, 2));
  return 1;
}

// MARK: Tables

// A table of numbers into an array of C's, and the array into a new table.
static int numbers(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t count = lua_rawlen(L, 1);
  lua_Number *values = malloc((count + 1) * sizeof *values);
  if (values == NULL) return luaL_error(L, "not enough memory");
  for (size_t position = 0; position < count; position++) {
    lua_rawgeti(L, 1, (lua_Integer)position + 1);
    values[position] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  lua_createtable(L, (int)count, 0);
  for (size_t position = 0; position < count; position++) {
    lua_pushnumber(L, values[position]);
    lua_rawseti(L, -2, (lua_Integer)position + 1);
  }
  free(values);
  return 1;
}

// The same for names: each is copied, since the array is to outlive the table.
typedef struct {
  char *name;
  size_t length;
  lua_Number value;
} member;

static int members(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t count = 0, capacity = 16;
  member *all = malloc(capacity * sizeof *all);
  lua_pushnil(L);
  while (all != NULL && lua_next(L, 1) != 0) {
    if (count == capacity) {
      capacity *= 2;
      member *grown = realloc(all, capacity * sizeof *all);
      if (grown == NULL) abort();
      all = grown;
    }
    member *next = &all[count++];
    const char *name = lua_tolstring(L, -2, &next->length);
    next->name = malloc(next->length + 1);
    if (next->name == NULL) abort();
    memcpy(next->name, name, next->length + 1);
    next->value = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  lua_createtable(L, 0, (int)count);
  for (size_t position = 0; position < count; position++) {
    lua_pushlstring(L, all[position].name, all[position].length);
    lua_pushnumber(L, all[position].value);
    lua_rawset(L, -3);
    free(all[position].name);
  }
  free(all);
  return 1;
}

int luaopen_peer(lua_State *L) {
  static const luaL_Reg functions[] = {{"now", now},         {"add", add},         {"length", length}, {"counter", counter},
                                       {"numbers", numbers}, {"members", members}, {NULL, NULL}};
  luaL_newmetatable(L, counter_type);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, plus);
  lua_setfield(L, -2, "plus");
  lua_setfield(L, -2, "__index");
  luaL_newlib(L, functions);
  return 1;
}
