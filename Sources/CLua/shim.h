// Debian's Lua 5.4, and the parts of its interface that Swift cannot see: macros become inline functions.
#ifndef CLUA_SHIM_H
#define CLUA_SHIM_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

// Function-like macros are invisible to Swift.
static inline void clua_pop(lua_State *L, int count) { lua_settop(L, -count - 1); }
static inline void clua_insert(lua_State *L, int index) { lua_rotate(L, index, 1); }
static inline void clua_remove(lua_State *L, int index) { lua_rotate(L, index, -1); lua_settop(L, -2); }
static inline int clua_upvalueindex(int position) { return lua_upvalueindex(position); }
static inline int clua_isinteger(lua_State *L, int index) { return lua_isinteger(L, index); }

// A macro that casts away the sign bit is imported as no constant.
static const int clua_registryindex = LUA_REGISTRYINDEX;

// The raw length is an unsigned type of its own in C; Swift wants an Int.
static inline long clua_rawlen(lua_State *L, int index) { return (long)lua_rawlen(L, index); }

// lua_gc is variadic, which Swift cannot call.
static inline int clua_collect(lua_State *L) { return lua_gc(L, LUA_GCCOLLECT); }

#endif
