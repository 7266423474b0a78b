// What the C files of the boundary share about one state.
#ifndef LUNAS_HOST_H
#define LUNAS_HOST_H

#include <pthread.h>

#include "lunas.h"
#include "memory.h"
#include "sandbox.h"

typedef struct {
  lunas_memory memory;
  void *owner;
  lunas_run *run;             // the run that executes now, the innermost one, or NULL
  lua_State *volatile current;  // the coroutine that executes now: where an interrupt sets its hook
  lunas_sandbox_folder sandbox;  // for a sandbox with files
  const lunas_module *library;   // modules that are part of the program
  size_t library_count;
  bool is_sandbox;
  bool is_warning_on;
  bool is_warning_continued;
} lunas_host;

struct lunas_run {
  atomic_int stopped;
  bool is_catchable;       // an interrupt is an error that the script may catch, as in the stand-alone interpreter
  int64_t instructions;    // left, counted down by the hook; below 0 once spent
  bool has_instruction_limit;
  int exit_status;
  lunas_run *outer;        // the run inside which this one executes now, or NULL
  lua_State *coroutine;    // the host's own coroutine for the chunk: the script takes it for its main thread
  pthread_mutex_t lock;    // guards the two below
  bool is_executing;
  pthread_t thread;
};

// The host of any coroutine: Lua copies the extra space of the main thread into every new one.
static inline lunas_host *host_of(lua_State *L) { return *(lunas_host **)lua_getextraspace(L); }

// Whether a script takes L for its main thread.
static inline bool is_main(lua_State *L) {
  for (lunas_run *run = host_of(L)->run; run != NULL; run = run->outer)
    if (run->coroutine == L) return true;
  return false;
}

// The innermost run that is stopped, of those that execute now: what is stopped ends all inside it. NULL: none is.
static inline lunas_run *stopped_run(lunas_host *host) {
  for (lunas_run *run = host->run; run != NULL; run = run->outer)
    if (lunas_run_stopped(run) != LUNAS_RUNNING) return run;
  return NULL;
}

// Why the code that executes now must end, also where it may catch that.
static inline enum lunas_stop stop_of(lunas_host *host) {
  lunas_run *run = stopped_run(host);
  return run == NULL ? LUNAS_RUNNING : lunas_run_stopped(run);
}

// Whether the code that executes now is stopped by an interrupt that it may catch.
static inline bool is_catchable(lunas_host *host) {
  lunas_run *run = stopped_run(host);
  return run != NULL && run == host->run && run->is_catchable && lunas_run_stopped(run) == LUNAS_INTERRUPTED;
}

// What was before Lua code was entered; see enter_lua.
typedef struct {
  int host_depth;
  lunas_run *run;
  lua_State *current;
  lunas_host *thread_host;
} lunas_outside;

// Lets the memory limit and a run's limits and interrupts apply while Lua code runs on `L`, besides those of the run
// that it executes inside; leave_lua puts back what was before.
lunas_outside enter_lua(lua_State *L, lunas_run *run);
void leave_lua(lua_State *L, lunas_outside outside);

// The body of every closure that calls the Swift function behind its first upvalue.
int trampoline(lua_State *L);
// Pushes the userdata that owns a bound function: what such a closure has as its first upvalue.
void push_owner(lua_State *L, void *function);

// Calls `body` with the top `argument_count` values under protection. Returns a Lua status.
int protect(lua_State *L, lua_CFunction body, int argument_count, int result_count);

// The hook that counts instructions, or none where the run may execute any number of them.
void lunas_install_hook(lua_State *L);
// The same on a coroutine that has just entered a run, where its instructions count.
void lunas_count_instructions(lua_State *L);
// The hook that ends L's run at its next instruction.
void lunas_end_run_at_next_instruction(lua_State *L);

// The address that marks a host wait among the values of a yield; no script can make it.
extern const char lunas_wait_mark;

// coroutine.* as a script expects it from a state whose chunks are coroutines of the host.
void lunas_open_coroutines(lua_State *L);
// os.exit that closes the pending variables of a chunk which is a coroutine of the host.
void lunas_open_exit(lua_State *L);
// Compiles a module of the library and pushes it and its place. Returns whether there is one of that name.
bool lunas_find_in_library(lua_State *L, const char *name);
// Keeps the global `require`, which loads members of modules whatever a script makes of that global.
void lunas_keep_require(lua_State *L);
// The function behind warn().
void lunas_open_warnings(lua_State *L);

// Written in Swift, resolved when the program is linked.
extern int lunas_swift_call(lua_State *L, void *function);
extern void lunas_swift_release(void *object);
extern void lunas_swift_forget_wait(void *owner);

#endif
