// What the C files of the boundary share about one state.
#ifndef LUNAS_HOST_H
#define LUNAS_HOST_H

#include "lunas.h"
#include "memory.h"

typedef struct {
  lunas_memory memory;
  void *owner;
  lunas_run *run;  // the run being resumed now, or NULL
} lunas_host;

struct lunas_run {
  atomic_int stopped;
  int64_t deadline;      // monotonic nanoseconds, 0: none
  int64_t instructions;  // left, counted down by the hook; below 0 once spent
  bool counts_instructions;
};

// The host of any coroutine: Lua copies the extra space of the main thread into every new one.
static inline lunas_host *host_of(lua_State *L) { return *(lunas_host **)lua_getextraspace(L); }

// Lets the memory limit apply while Lua code runs, and restores what was before.
static inline int enter_lua(lunas_host *host) {
  int depth = host->memory.host_depth;
  host->memory.host_depth = 0;
  return depth;
}
static inline void leave_lua(lunas_host *host, int depth) { host->memory.host_depth = depth; }

// The address that marks a host wait among the values of a yield; no script can make it.
extern const char lunas_wait_mark;

// The instruction hook that ends a run; every new coroutine inherits it.
void lunas_install_hook(lua_State *L);

// coroutine.resume and coroutine.wrap that pass a host wait through to the host.
int lunas_open_coroutines(lua_State *L);

// Written in Swift, resolved when the program is linked.
extern int lunas_swift_call(lua_State *L, void *function);
extern void lunas_swift_release(void *object);
extern void lunas_swift_forget_wait(void *owner);

#endif
