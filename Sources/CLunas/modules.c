// Where `require` looks besides package.path: folders before it, the embedded library after it; and members of
// modules that are modules themselves. C because a module that is loaded may raise.
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

bool lunas_find_in_library(lua_State *L, const char *name) {
  lunas_host *host = host_of(L);
  for (size_t i = 0; i < host->library_count; i++) {
    const lunas_module *module = &host->library[i];
    if (strcmp(module->name, name) != 0) continue;
    lua_pushfstring(L, "@%s", module->place);
    if (luaL_loadbufferx(L, module->source, module->length, lua_tostring(L, -1), "t") != LUA_OK) lua_error(L);
    lua_remove(L, -2);
    lua_pushstring(L, module->place);
    return true;
  }
  return false;
}

static int search_library(lua_State *L) {
  return lunas_find_in_library(L, luaL_checkstring(L, 1)) ? 2 : 0;
}

static int add_library(lua_State *L) {
  lua_pushcfunction(L, search_library);
  insert_searcher(L, 0);
  return 0;
}

int lunas_search_library(lua_State *L, const lunas_module *modules, size_t count) {
  lunas_host *host = host_of(L);
  bool is_first = host->library == NULL;
  host->library = modules;
  host->library_count = count;
  // The require of a sandbox, which has no searchers, looks by itself.
  return is_first && !host->is_sandbox ? protect(L, add_library, 0, 0) : LUA_OK;
}

// MARK: Members that are modules

static const char kept_require = 0;

void lunas_keep_require(lua_State *L) {
  lua_getglobal(L, "require");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &kept_require);
}

// Pushes the value of the module whose name is on top, in its place, and keeps it in the table at 1 under the name at
// `name`.
static void load_member(lua_State *L, int name) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &kept_require);
  lua_insert(L, -2);
  lua_call(L, 1, 1);
  lua_pushvalue(L, name);
  lua_pushvalue(L, -2);
  lua_rawset(L, 1);
}

// Upvalues: what Swift says of a name that is none, and the modules by the names of the members.
static int index_lazy(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  if (lua_type(L, 2) != LUA_TSTRING) return 0;
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL) {
    lua_settop(L, 2);
    return trampoline(L);
  }
  load_member(L, 2);
  return 1;
}

static int next_pair(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  return lua_next(L, 1) ? 2 : 0;
}

// Upvalue: the modules by the names of the members. Whoever asks for all members gets all.
static int pairs_lazy(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_pushnil(L);
  while (lua_next(L, lua_upvalueindex(1))) {  // the name at 2, its module at 3
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 1) == LUA_TNIL) {
      lua_pushvalue(L, 3);
      load_member(L, 2);
    }
    lua_settop(L, 2);
  }
  lua_pushcfunction(L, next_pair);
  lua_pushvalue(L, 1);
  return 2;
}

void lunas_push_lazy_members(lua_State *L, void *function) {
  push_owner(L, function);
  lua_pushvalue(L, -2);
  lua_pushcclosure(L, index_lazy, 2);
  lua_insert(L, -2);
  lua_pushcclosure(L, pairs_lazy, 1);
}
