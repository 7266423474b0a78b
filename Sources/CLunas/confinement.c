// What keeps a whole process within limits. C because it must work while the rest of the process does not.
//
// A hook ends Lua code at its next instruction, but a single call can run for years: a pattern that backtracks,
// table.concat over 2^40 positions. So a thread looks at the clock and at the memory, says which limit is reached, and
// ends the process.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lunas.h"

static const long nanoseconds_between_looks = 10 * 1000 * 1000;
static const int open_files = 64;

static lunas_confinement limits;
static atomic_bool is_over;
static long long deadline;
static size_t most_resident;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static size_t resident(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  if (file == NULL) return 0;
  unsigned long all = 0, pages = 0;
  int count = fscanf(file, "%lu %lu", &all, &pages);
  fclose(file);
  return count == 2 ? pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

bool lunas_end_confinement(void) { return !atomic_exchange(&is_over, true); }

static void end(const char *message) {
  if (!lunas_end_confinement()) return;
  size_t length = strlen(message);
  while (length > 0) {
    ssize_t count = write(limits.descriptor, message, length);
    if (count < 0 && errno != EINTR) break;
    if (count > 0) {
      message += count;
      length -= (size_t)count;
    }
  }
  _exit(1);
}

static void *watch(void *nothing) {
  (void)nothing;
  const struct timespec pause = {.tv_nsec = nanoseconds_between_looks};
  while (!atomic_load(&is_over)) {
    nanosleep(&pause, NULL);
    if (now() >= deadline) end(limits.time_message);
    if (most_resident != 0 && resident() > most_resident) end(limits.memory_message);
  }
  return NULL;
}

static void lower(int resource, rlim_t most) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return;
  if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most) limit.rlim_max = most;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(resource, &limit);
}

static bool is_file(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

int lunas_confine(const lunas_confinement *wanted) {
  limits = *wanted;
  limits.time_message = strdup(wanted->time_message);
  limits.memory_message = strdup(wanted->memory_message);
  if (limits.time_message == NULL || limits.memory_message == NULL) return ENOMEM;
  deadline = now() + (long long)(wanted->seconds * 1e9);
  if (wanted->extra_memory != 0) most_resident = resident() + wanted->extra_memory;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  // Two threads may compute at once; the watch comes long before this.
  lower(RLIMIT_CPU, (rlim_t)(2 * wanted->seconds) + 10);
  lower(RLIMIT_CORE, 0);
  lower(RLIMIT_NOFILE, open_files);
  // What the script prints may go to a file, and so may our own messages.
  if (!is_file(STDOUT_FILENO) && !is_file(STDERR_FILENO)) lower(RLIMIT_FSIZE, 0);
  pthread_t thread;
  int problem = pthread_create(&thread, NULL, watch, NULL);
  if (problem == 0) pthread_detach(thread);
  return problem;
}
