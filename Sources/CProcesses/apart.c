#define _GNU_SOURCE
#include "apart.h"

#include <signal.h>

int spawn_apart(
    const char *const *command, bool is_named, posix_spawn_file_actions_t *actions, int last, char **environment,
    pid_t *pid) {
  posix_spawn_file_actions_addclosefrom_np(actions, last + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  char *const *arguments = (char *const *)command;
  int error = is_named ? posix_spawnp(pid, command[0], actions, &attributes, arguments, environment)
                       : posix_spawn(pid, command[0], actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  return error;
}
