// Ending a run from outside. C because a hook may yield or raise, and both jump.
//
// The hook yields where it can: a yield cannot be caught by pcall or xpcall, so a script cannot outlive it. Where it
// cannot yield (a comparison function called by table.sort, say) it raises, and goes on raising at every
// instruction, as Redis does, so that a pcall in a loop ends too. It raises a memory error, by asking for a block
// that the allocator always refuses: that is the one error that calls no message handler, so an xpcall whose handler
// loops (with hooks off, inside the hook) ends as well.
#include <stdlib.h>
#include <time.h>

#include "host.h"

enum { INSTRUCTIONS_BETWEEN_LOOKS = 1000 };

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

lunas_run *lunas_run_create(int64_t nanoseconds, int64_t instructions) {
  lunas_run *run = calloc(1, sizeof *run);
  if (run == NULL) abort();
  run->deadline = nanoseconds > 0 ? now() + nanoseconds : 0;
  run->instructions = instructions;
  run->counts_instructions = instructions > 0;
  return run;
}

void lunas_run_interrupt(lunas_run *run) {
  int running = LUNAS_RUNNING;
  atomic_compare_exchange_strong(&run->stopped, &running, LUNAS_INTERRUPTED);
}

enum lunas_stop lunas_run_stopped(const lunas_run *run) { return atomic_load(&run->stopped); }

void lunas_run_free(lunas_run *run) { free(run); }

static enum lunas_stop look(lunas_run *run, int steps) {
  int stopped = atomic_load_explicit(&run->stopped, memory_order_relaxed);
  if (stopped != LUNAS_RUNNING) return stopped;
  if (run->counts_instructions && (run->instructions -= steps) < 0) stopped = LUNAS_OUT_OF_STEPS;
  if (run->deadline != 0 && now() > run->deadline) stopped = LUNAS_OUT_OF_TIME;
  if (stopped != LUNAS_RUNNING) atomic_store(&run->stopped, stopped);
  return stopped;
}

static void hook(lua_State *L, lua_Debug *activation) {
  (void)activation;
  lunas_run *run = host_of(L)->run;
  int steps = lua_gethookcount(L);
  enum lunas_stop stopped = run == NULL ? LUNAS_RUNNING : look(run, steps);
  if (stopped == LUNAS_RUNNING) {
    // A coroutine that outlived an interrupted run goes back to looking now and then.
    if (steps != INSTRUCTIONS_BETWEEN_LOOKS) lunas_install_hook(L);
  } else if (lua_isyieldable(L)) {
    lua_yield(L, 0);
  } else {
    lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    lua_newuserdatauv(L, LUNAS_REFUSED_SIZE, 0);
  }
}

void lunas_install_hook(lua_State *L) { lua_sethook(L, hook, LUA_MASKCOUNT, INSTRUCTIONS_BETWEEN_LOOKS); }
