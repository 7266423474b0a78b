// Where `require` looks besides package.path: folders before it, the embedded library after it. C because a searcher
// raises when a file that it finds is no Lua.
#include <string.h>

#include "host.h"

// Adds the C closure on top to package.searchers at `position`, or at the end for 0.
static void insert_searcher(lua_State *L, lua_Integer position) {
  lua_getglobal(L, LUA_LOADLIBNAME);
  lua_getfield(L, -1, "searchers");
  lua_Integer count = luaL_len(L, -1);
  if (position == 0) position = count + 1;
  for (lua_Integer i = count; i >= position; i--) {
    lua_rawgeti(L, -1, i);
    lua_rawseti(L, -2, i + 1);
  }
  lua_pushvalue(L, -3);
  lua_rawseti(L, -2, position);
  lua_pop(L, 3);
}

// MARK: Folders

// Upvalues: the templates, package.searchpath, the package table, and package.path as it was.
static int search_folders(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_pushvalue(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_call(L, 2, 2);
  if (lua_isnil(L, -2)) {
    // A program that has set a path of its own gets the message that it knows.
    lua_getfield(L, lua_upvalueindex(3), "path");
    return lua_rawequal(L, -1, lua_upvalueindex(4)) ? (lua_pop(L, 1), 1) : 0;
  }
  lua_pop(L, 1);
  const char *path = lua_tostring(L, -1);
  if (luaL_loadfilex(L, path, NULL) != LUA_OK) {
    return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, path, lua_tostring(L, -1));
  }
  lua_insert(L, -2);
  return 2;
}

static int add_folders(lua_State *L) {
  lua_getglobal(L, LUA_LOADLIBNAME);
  lua_pushvalue(L, 1);
  lua_getfield(L, 2, "searchpath");
  lua_pushvalue(L, 2);
  lua_getfield(L, 2, "path");
  lua_pushcclosure(L, search_folders, 4);
  insert_searcher(L, 2);  // after package.preload
  return 0;
}

int lunas_search_folders(lua_State *L, const char *templates) {
  lua_pushstring(L, templates);
  return protect(L, add_folders, 1, 0);
}

// MARK: The embedded library

// Upvalues: the modules, their count.
static int search_library(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  const lunas_module *modules = lua_touserdata(L, lua_upvalueindex(1));
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(2));
  for (lua_Integer i = 0; i < count; i++) {
    const lunas_module *module = &modules[i];
    if (strcmp(module->name, name) != 0) continue;
    lua_pushfstring(L, "@%s", module->place);
    if (luaL_loadbufferx(L, module->source, module->length, lua_tostring(L, -1), "t") != LUA_OK) return lua_error(L);
    lua_pushstring(L, module->place);
    return 2;
  }
  return 0;
}

static int add_library(lua_State *L) {
  lua_pushcclosure(L, search_library, 2);
  insert_searcher(L, 0);
  return 0;
}

int lunas_search_library(lua_State *L, const lunas_module *modules, size_t count) {
  lua_pushlightuserdata(L, (void *)modules);
  lua_pushinteger(L, (lua_Integer)count);
  return protect(L, add_library, 2, 0);
}
