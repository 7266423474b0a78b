// The boundary between Lua and Swift.
//
// Lua raises errors with longjmp, which must never cross a Swift frame. So everything that can raise lives here, in
// C: Swift calls functions that report a status, and Lua calls Swift through one trampoline that raises only after
// the Swift function has returned. No Swift source calls lua_error, luaL_error or the luaL_check family.
#ifndef LUNAS_H
#define LUNAS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

// MARK: What a host-run chunk may use

// Why a run was ended from outside.
enum lunas_stop {
  LUNAS_RUNNING = 0,
  LUNAS_INTERRUPTED = 1,   // somebody asked: Ctrl-C, a cancelled task
  LUNAS_OUT_OF_TIME = 2,   // the wall-clock limit
  LUNAS_OUT_OF_STEPS = 3,  // the instruction limit
};

// One run of one chunk: its limits and the flag that ends it. The flag may be set from any thread.
typedef struct lunas_run lunas_run;
lunas_run *lunas_run_create(int64_t nanoseconds, int64_t instructions);  // 0: no limit
void lunas_run_interrupt(lunas_run *run);
enum lunas_stop lunas_run_stopped(const lunas_run *run);
void lunas_run_free(lunas_run *run);

// MARK: A state

// A state whose allocator refuses memory beyond `memory_limit` bytes (0: no limit) while Lua code runs, and never
// while host code runs: a refusal there would jump over Swift frames. Returns NULL when there is no memory.
lua_State *lunas_open(size_t memory_limit, void *owner);

// Ends a state: runs its collectors, which release every Swift object that it holds.
void lunas_close(lua_State *L);

// The pointer given to lunas_open, from any coroutine of the state.
void *lunas_owner(lua_State *L);

// The bytes in use, and the limit.
size_t lunas_memory_used(lua_State *L);
void lunas_set_memory_limit(lua_State *L, size_t limit);

// Opens all standard libraries under protection. Returns a Lua status, with the error on top if it is not LUA_OK.
int lunas_open_libraries(lua_State *L);

// MARK: Running

// Compiles a text chunk (never bytecode, which can crash the machine when crafted).
int lunas_load(lua_State *L, const void *source, size_t length, const char *name);

// Resumes a coroutine under the limits of `run`. Returns a Lua status.
int lunas_resume(lua_State *coroutine, lua_State *from, int argument_count, int *result_count, lunas_run *run);

// Ends a coroutine under the limits of `run`: closes its to-be-closed variables, which may run Lua code.
void lunas_reset(lua_State *coroutine, lunas_run *run);

// Makes `run` the one whose limits apply from now on, and returns the one before.
lunas_run *lunas_enter_run(lua_State *L, lunas_run *run);

// Calls a function on the stack, now, from within a bound function. It cannot wait. On failure the error value is on
// top, and below it the traceback as a string.
int lunas_call(lua_State *L, int argument_count, int result_count);

// Whether the value on top is the mark that a bound function's wait yields.
bool lunas_is_wait(lua_State *L, int index);

// MARK: Bound Swift functions and objects

// What a bound Swift function returns instead of a count of results.
enum { LUNAS_ERROR = -1, LUNAS_WAIT = -2 };

// Pushes a C closure that calls the Swift object behind `function` (retained; released when it is collected).
void lunas_push_function(lua_State *L, void *function);
// The Swift object behind a closure made by lunas_push_function, or NULL for any other value.
void *lunas_function_at(lua_State *L, int index);

// Pushes a full userdata that owns one retained Swift object. The metatable must have lunas_release as its __gc.
void lunas_push_object(lua_State *L, void *object);
int lunas_release(lua_State *L);

// MARK: Operations that may run metamethods, under protection
// Each returns a Lua status. On success the result is on top; otherwise the error value is.

int lunas_get(lua_State *L, int index);             // t[k]: pops the key
int lunas_set(lua_State *L, int index);             // t[k] = v: pops key and value
int lunas_length(lua_State *L, int index);          // #v
int lunas_text(lua_State *L, int index);            // tostring(v)

#endif
