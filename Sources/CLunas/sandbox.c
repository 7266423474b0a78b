// The libraries of a sandbox. C because they raise.
//
// Each library is opened into a table that no script sees, and what is on its list is copied into the one that a
// script gets: a name that a later Lua adds is out until somebody puts it on the list.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "sandbox.h"

typedef struct {
  const char *name;
  lua_CFunction open;
  const char *const *members;  // NULL: all
} library;

static const char *const base_members[] = {
    "_VERSION", "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "print", "rawequal", "rawget",
    "rawlen", "rawset", "select", "tonumber", "tostring", "type", "warn", "xpcall", NULL};
static const char *const string_members[] = {
    "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize", "rep", "reverse",
    "sub", "unpack", "upper", NULL};
static const char *const os_members[] = {"clock", "date", "difftime", "time", NULL};
static const char *const io_members[] = {"write", NULL};

static const library libraries[] = {
    {LUA_TABLIBNAME, luaopen_table, NULL},      {LUA_MATHLIBNAME, luaopen_math, NULL},
    {LUA_UTF8LIBNAME, luaopen_utf8, NULL},      {LUA_COLIBNAME, luaopen_coroutine, NULL},
    {LUA_STRLIBNAME, luaopen_string, string_members}, {LUA_OSLIBNAME, luaopen_os, os_members},
    {LUA_IOLIBNAME, luaopen_io, io_members}};

// Replaces the table on top by a new one with the members that are listed.
static void keep_members(lua_State *L, const char *const *members) {
  lua_newtable(L);
  for (; *members != NULL; members++) {
    lua_getfield(L, -2, *members);
    lua_setfield(L, -2, *members);
  }
  lua_remove(L, -2);
}

// MARK: Functions in the place of Lua's own

// Upvalue: Lua's own load. Bytecode is refused, as crafted bytecode reads and writes any memory.
static int load(lua_State *L) {
  int count = lua_gettop(L);
  if (count > 4) lua_settop(L, count = 4);
  if (count < 3) lua_settop(L, 3);
  lua_pushliteral(L, "t");
  lua_replace(L, 3);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

// Stopping the collector, or making it lazy, is of no use to anybody but who wants to fill the memory.
static int collect_garbage(lua_State *L) {
  const char *what = luaL_optstring(L, 1, "collect");
  if (strcmp(what, "count") == 0) {
    lua_pushnumber(L, lua_gc(L, LUA_GCCOUNT) + lua_gc(L, LUA_GCCOUNTB) / 1024.0);
  } else if (strcmp(what, "collect") == 0) {
    lua_pushinteger(L, lua_gc(L, LUA_GCCOLLECT));
  } else if (strcmp(what, "step") == 0) {
    int size = (int)luaL_optinteger(L, 2, 0);
    lua_pushboolean(L, lua_gc(L, LUA_GCSTEP, size));
  } else {
    return luaL_error(L, "the sandbox allows no 'collectgarbage(\"%s\")'", what);
  }
  return 1;
}

// Upvalue: Lua's own setmetatable. A finalizer runs with hooks off, where no limit can end it. Lua looks for __gc when
// the metatable is set and never again, so one that is added later stays without effect.
static int set_metatable(lua_State *L) {
  if (lua_type(L, 2) == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "the sandbox allows no '__gc'");
    lua_pop(L, 1);
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

// MARK: Opening

// Puts a closure in the place of `name`, with what was there (in the table at 1) as its upvalue, into the table at 2.
static void wrap(lua_State *L, const char *name, lua_CFunction function) {
  lua_getfield(L, 1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, 2, name);
}

// The metatable of strings, shared by all of them, and that of files are out of reach; methods come from the list.
static void hide_metatable(lua_State *L) {
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

static int open_sandbox(lua_State *L) {
  lua_settop(L, 0);
  // Opening the base library fills the table of globals that there is; scripts get another one.
  lua_pushcfunction(L, luaopen_base);
  lua_call(L, 0, 1);
  lua_pushvalue(L, 1);
  keep_members(L, base_members);  // the new globals, at 2
  wrap(L, "load", load);
  wrap(L, "setmetatable", set_metatable);
  lua_pushcfunction(L, collect_garbage);
  lua_setfield(L, 2, "collectgarbage");
  lua_pushvalue(L, 2);
  lua_setfield(L, 2, LUA_GNAME);
  lua_pushvalue(L, 2);
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);  // at 4
  lua_pushvalue(L, 2);
  lua_setfield(L, 4, LUA_GNAME);
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
    lua_pushcfunction(L, libraries[i].open);
    lua_pushstring(L, libraries[i].name);
    lua_call(L, 1, 1);
    if (libraries[i].members != NULL) keep_members(L, libraries[i].members);
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, libraries[i].name);
    lua_setfield(L, 4, libraries[i].name);
  }
  lunas_open_coroutines(L);
  lunas_open_sandbox_files(L);
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_getglobal(L, LUA_STRLIBNAME);
  lua_setfield(L, -2, "__index");
  hide_metatable(L);
  luaL_getmetatable(L, LUA_FILEHANDLE);
  hide_metatable(L);
  return 0;
}

int lunas_open_sandbox(lua_State *L, const char *folder) {
  lunas_host *host = host_of(L);
  if (folder != NULL && !lunas_open_sandbox_folder(&host->sandbox, folder)) return LUNAS_NO_FOLDER;
  host->is_sandbox = true;
  return protect(L, open_sandbox, 0, 0);
}
