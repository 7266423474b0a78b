// Ending a run from outside. C because a hook may yield or raise, and both jump.
//
// An unlimited run has no hook at all: a count hook makes tight loops about twice as slow, and a script may want hooks
// of its own. To end such a run, a signal is sent to the thread that executes it, whose handler sets the hook: the one
// place from which Lua allows that at any moment (lua.c does the same for Ctrl-C). SIGURG is ignored by default and
// rarely used, for which reason Go's runtime interrupts its threads with it too.
//
// The hook yields where it can: a yield cannot be caught by pcall or xpcall, so a script cannot outlive it. Where it
// cannot yield (a comparison function called by table.sort, say) it raises, and goes on raising at every
// instruction, as Redis does, so that a pcall in a loop ends too. It raises a memory error, by asking for a block
// that the allocator always refuses: that is the one error that calls no message handler, so an xpcall whose handler
// loops (with hooks off, inside the hook) ends as well.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "host.h"

enum { INSTRUCTIONS_BETWEEN_LOOKS = 1000 };

// MARK: Runs

lunas_run *lunas_run_create(int64_t instructions, bool is_catchable) {
  lunas_run *run = calloc(1, sizeof *run);
  if (run == NULL) abort();
  run->instructions = instructions;
  run->has_instruction_limit = instructions > 0;
  run->is_catchable = is_catchable;
  pthread_mutex_init(&run->lock, NULL);
  return run;
}

void lunas_run_free(lunas_run *run) {
  pthread_mutex_destroy(&run->lock);
  free(run);
}

enum lunas_stop lunas_run_stopped(const lunas_run *run) { return atomic_load(&run->stopped); }

int lunas_run_exit_status(const lunas_run *run) { return run->exit_status; }

void lunas_run_resume_after_stop(lunas_run *run) { atomic_store(&run->stopped, LUNAS_RUNNING); }

void lunas_run_stop(lunas_run *run, enum lunas_stop why) {
  int running = LUNAS_RUNNING;
  if (!atomic_compare_exchange_strong(&run->stopped, &running, why)) return;
  pthread_mutex_lock(&run->lock);
  if (run->is_executing) pthread_kill(run->thread, SIGURG);
  pthread_mutex_unlock(&run->lock);
}

// MARK: Entering and leaving Lua

// The state whose Lua code this thread executes.
static _Thread_local lunas_host *volatile executing;

static void on_signal(int signal) {
  (void)signal;
  lunas_host *host = executing;
  if (host != NULL && stop_of(host) != LUNAS_RUNNING) lunas_end_run_at_next_instruction(host->current);
}

void lunas_listen_for_interrupts(void) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaction(SIGURG, &action, NULL);
}

static void set_executing(lunas_run *run, bool is_executing) {
  if (run == NULL) return;
  pthread_mutex_lock(&run->lock);
  run->thread = pthread_self();
  run->is_executing = is_executing;
  pthread_mutex_unlock(&run->lock);
}

// Whether a run executes now, or one inside it.
static bool is_executing(lunas_host *host, lunas_run *wanted) {
  for (lunas_run *run = host->run; run != NULL; run = run->outer)
    if (run == wanted) return true;
  return false;
}

lunas_outside enter_lua(lua_State *L, lunas_run *run) {
  lunas_host *host = host_of(L);
  // Inside itself a run is what it was: an end of it ends all.
  if (run != host->run && is_executing(host, run)) run = host->run;
  lunas_outside outside = {host->memory.host_depth, host->run, host->current, executing};
  host->memory.host_depth = 0;
  host->current = L;
  // Inside a run that already executes here there is no more to say; most entries are such.
  if (run == host->run && executing == host) return outside;
  if (run != NULL && run != host->run) run->outer = host->run;
  host->run = run;
  executing = host;
  set_executing(run, true);
  // The run may have been stopped before anybody could send it a signal.
  if (stop_of(host) != LUNAS_RUNNING) lunas_end_run_at_next_instruction(L);
  return outside;
}

void leave_lua(lua_State *L, lunas_outside outside) {
  lunas_host *host = host_of(L);
  host->memory.host_depth = outside.host_depth;
  host->current = outside.current;
  if (outside.run == host->run && outside.thread_host == host) return;
  set_executing(host->run, false);
  if (host->run != NULL && host->run != outside.run) host->run->outer = NULL;
  host->run = outside.run;
  executing = outside.thread_host;
}

lua_State *lunas_current(lua_State *L) { return host_of(L)->current; }

const lunas_run *lunas_stopped_run(lua_State *L) { return stopped_run(host_of(L)); }

bool lunas_is_thread_stopped(void) {
  lunas_host *host = executing;
  return host != NULL && stop_of(host) != LUNAS_RUNNING;
}

// MARK: Hooks

static void end_run(lua_State *L) {
  lunas_host *host = host_of(L);
  if (is_catchable(host)) {
    lunas_run_resume_after_stop(host->run);
    lunas_install_hook(L);
    luaL_error(L, "interrupted!");
  } else if (lua_isyieldable(L)) {
    lua_yield(L, 0);
  } else {
    lunas_end_run_at_next_instruction(L);
    lua_newuserdatauv(L, LUNAS_REFUSED_SIZE, 0);
  }
}

static void end_hook(lua_State *L, lua_Debug *activation) {
  (void)activation;
  if (stop_of(host_of(L)) == LUNAS_RUNNING) {
    lunas_install_hook(L);  // a coroutine that outlived a stopped run
  } else {
    end_run(L);
  }
}

void lunas_end_run_at_next_instruction(lua_State *L) {
  // A hook may yield at a count or line event only.
  lua_sethook(L, end_hook, LUA_MASKCOUNT, 1);
}

// Whether instructions count, for the run that executes or for one that it executes inside.
static bool has_instruction_limit(lunas_host *host) {
  for (lunas_run *run = host->run; run != NULL; run = run->outer)
    if (run->has_instruction_limit) return true;
  return false;
}

static void count_hook(lua_State *L, lua_Debug *activation) {
  (void)activation;
  lunas_host *host = host_of(L);
  if (!has_instruction_limit(host)) return lunas_install_hook(L);  // it outlived its run
  for (lunas_run *run = host->run; run != NULL; run = run->outer) {
    if (!run->has_instruction_limit || (run->instructions -= INSTRUCTIONS_BETWEEN_LOOKS) >= 0) continue;
    int running = LUNAS_RUNNING;
    atomic_compare_exchange_strong(&run->stopped, &running, LUNAS_OUT_OF_STEPS);
  }
  if (stop_of(host) != LUNAS_RUNNING) end_run(L);
}

void lunas_install_hook(lua_State *L) {
  if (has_instruction_limit(host_of(L))) {
    lua_sethook(L, count_hook, LUA_MASKCOUNT, INSTRUCTIONS_BETWEEN_LOOKS);
  } else {
    lua_sethook(L, NULL, 0, 0);
  }
}

void lunas_count_instructions(lua_State *L) {
  lunas_host *host = host_of(L);
  if (!host->run->has_instruction_limit) return;
  lunas_install_hook(L);
  // It may have replaced the hook that a signal has set meanwhile.
  if (stop_of(host) != LUNAS_RUNNING) lunas_end_run_at_next_instruction(L);
}
