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

// MARK: Runs

// Why a run was ended.
enum lunas_stop {
  LUNAS_RUNNING = 0,
  LUNAS_INTERRUPTED = 1,   // somebody asked: Ctrl-C, a cancelled task
  LUNAS_OUT_OF_TIME = 2,   // the wall-clock limit
  LUNAS_OUT_OF_STEPS = 3,  // the instruction limit
  LUNAS_EXITING = 4,       // the script called os.exit(code, true)
};

// One run of one chunk: its limits and the flag that ends it. The flag may be set from any thread.
//
// `instructions`: the limit, 0 for none; with a limit tight loops run at about half the speed. `is_catchable`: an
// interrupt is an error that the script may catch, as in the stand-alone interpreter, and not the end of the run.
typedef struct lunas_run lunas_run;
lunas_run *lunas_run_create(int64_t instructions, bool is_catchable);
void lunas_run_stop(lunas_run *run, enum lunas_stop why);
enum lunas_stop lunas_run_stopped(const lunas_run *run);
int lunas_run_exit_status(const lunas_run *run);
// Lets Lua code run again in a stopped run: to close what a script that exits left open.
void lunas_run_resume_after_stop(lunas_run *run);
void lunas_run_free(lunas_run *run);

// Installs the handler of the signal that stops runs. Each new state does it; a program that has set the handler of
// SIGURG since must do it again.
void lunas_listen_for_interrupts(void);

// MARK: A state

// A state whose allocator refuses memory beyond `memory_limit` bytes (0: no limit) while Lua code runs, and never
// while host code runs: a refusal there would jump over Swift frames. Returns NULL when there is no memory.
lua_State *lunas_open(size_t memory_limit, void *owner);

// Ends a state: runs its collectors, which release every Swift object that it holds.
void lunas_close(lua_State *L);

// The pointer given to lunas_open, from any coroutine of the state.
void *lunas_owner(lua_State *L);

// The bytes in use.
size_t lunas_memory_used(lua_State *L);

// Whether warn() writes; see lua.c's option -W.
void lunas_set_warnings(lua_State *L, bool is_on);

// Makes the libraries that are opened later ignore LUA_PATH and LUA_CPATH; see lua.c's option -E.
void lunas_ignore_environment(lua_State *L);

// Opens all standard libraries under protection. Returns a Lua status, with the error on top if it is not LUA_OK.
int lunas_open_libraries(lua_State *L);

// MARK: Sandboxes

// What lunas_open_sandbox returns, with errno set, where the folder cannot be opened; no Lua status.
enum { LUNAS_NO_FOLDER = -1 };

// Opens what a script of somebody else's may use: no processes, no bytecode, no finalizers, and of files only those
// inside `folder`, for reading; NULL: none. Returns a Lua status, with the error on top if it is not LUA_OK.
int lunas_open_sandbox(lua_State *L, const char *folder);

// Limits of this process, for what Lua's own limits cannot end: one long call in C.
typedef struct {
  double seconds;              // until the process is ended
  size_t extra_memory;         // bytes that it may have in memory beyond what it has now; 0: any
  int descriptor;              // where the message goes
  const char *time_message;
  const char *memory_message;
} lunas_confinement;

// Lowers the limits of this process for good, and starts to watch it. Returns 0 or an errno.
int lunas_confine(const lunas_confinement *limits);

// Ends the watch. Returns false where it has begun to end the process: then there is nothing more to say.
bool lunas_end_confinement(void);

// Makes the kernel refuse this thread files outside `folder` (NULL: all), programs, other processes and the network,
// as far as it can. What the thread has open already it keeps.
void lunas_seal_thread(const char *folder);

// MARK: Modules

// Makes `require` look by templates such as "dir/?.lua;dir/?/init.lua" before it looks along package.path.
int lunas_search_folders(lua_State *L, const char *templates);

// A module of a library that is part of the program.
typedef struct {
  const char *name;   // as given to require
  const char *place;  // the name of its file in messages
  const char *source;
  size_t length;
} lunas_module;

// Makes `require` look among `modules`, which must live as long as the state: after everywhere else, but in a sandbox
// before its folder.
int lunas_search_library(lua_State *L, const lunas_module *modules, size_t count);

// Pops a table of module names by member names and pushes the __index and, above it, the __pairs of a table whose
// members they are: each is loaded when it is first asked for. For a name that is none, __index calls the Swift object
// behind `function` (retained; released when it is collected).
void lunas_push_lazy_members(lua_State *L, void *function);

// MARK: Running

// Compiles a text chunk (never bytecode, which can crash the machine when crafted).
int lunas_load(lua_State *L, const void *source, size_t length, const char *name);

// Compiles a file as the stand-alone interpreter does: text or bytecode, after an optional first line of '#'. NULL
// is standard input.
int lunas_load_file(lua_State *L, const char *path);

// Makes a coroutine ready for lunas_resume once it holds a function and, above it, the arguments.
void lunas_prepare(lua_State *coroutine, lunas_run *run);

// Resumes a coroutine under the limits of `run`. Returns a Lua status. On failure the top of its stack has the error
// value, the traceback and the error's text.
int lunas_resume(lua_State *coroutine, lua_State *from, int argument_count, int *result_count, lunas_run *run);

// Ends a coroutine under the limits of `run`: closes its to-be-closed variables, which may run Lua code.
void lunas_reset(lua_State *coroutine, lunas_run *run);

// Calls a function on the stack, now: as a part of the run that executes, or under the limits of `run` besides. It
// cannot wait. On failure the top of the stack has the error value, the traceback and the error's text.
int lunas_call(lua_State *L, int argument_count, int result_count, lunas_run *run);

// The coroutine that executes now, or the main one where none does: what a call out of the blue is made on.
lua_State *lunas_current(lua_State *L);

// The innermost run that is stopped, of those that execute now, one inside the other; NULL where none is.
const lunas_run *lunas_stopped_run(lua_State *L);

// Whether this thread executes Lua code, below a bound function, whose run is stopped.
bool lunas_is_thread_stopped(void);

// Whether the value is the mark that a bound function's wait yields.
bool lunas_is_wait(lua_State *L, int index);

// MARK: Bound Swift functions and objects

// What a bound Swift function returns instead of a count of results.
enum { LUNAS_ERROR = -1, LUNAS_WAIT = -2 };

// Pushes a C closure that calls the Swift object behind `function` (retained; released when it is collected).
void lunas_push_function(lua_State *L, void *function);
// The Swift object behind a closure made by lunas_push_function, or NULL for any other value.
void *lunas_function_at(lua_State *L, int index);

// Pops a table of methods and pushes the __index of a type: it gives methods out of the table, and calls the Swift
// object behind `function` (retained, as above) for any other key.
void lunas_push_index(lua_State *L, void *function);

// Pushes a full userdata that owns one retained Swift object. The metatable must have lunas_release as its __gc.
void lunas_push_object(lua_State *L, void *object);
int lunas_release(lua_State *L);
// The Swift object of a userdata whose metatable is the one kept in the registry under `type`, or NULL.
void *lunas_object_at(lua_State *L, int index, const void *type);

// MARK: Operations that may run metamethods, under protection
// Each returns a Lua status. On success the result is on top; otherwise the error value is.

int lunas_get(lua_State *L, int index);   // t[k]: pops the key
int lunas_text(lua_State *L, int index);  // tostring(v)

#endif
