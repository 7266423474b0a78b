// Starting the process of a sandbox.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apart.h"
#include "files.h"
#include "processes.h"

static int spawn(const char *const *command, int source, int answer, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO);
  // Whoever wrote the script decides what it prints: nothing of it may reach a terminal.
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, answer, SANDBOX_ANSWER);
  // Of the environment, only where the program's own libraries are.
  char *environment[] = {NULL, NULL};
  for (char **entry = environ; *entry != NULL; entry++)
    if (strncmp(*entry, "LD_LIBRARY_PATH=", 16) == 0) environment[0] = *entry;
  int error = spawn_apart(command, false, &actions, SANDBOX_ANSWER, environment, pid);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int sandbox_spawn(const char *const *command, const void *source, size_t length, int *answer, pid_t *pid) {
  int ends[2];
  int file = process_file_of("lunas-sandbox", source, length);
  if (file < 0) return errno;
  if (pipe2(ends, O_CLOEXEC) != 0) {
    int error = errno;
    close(file);
    return error;
  }
  // Onto itself, a descriptor would stay closed on exec.
  int writing = fcntl(ends[1], F_DUPFD_CLOEXEC, SANDBOX_ANSWER + 1);
  int error = writing < 0 ? errno : spawn(command, file, writing, pid);
  close(file);
  close(ends[1]);
  if (writing >= 0) close(writing);
  if (error != 0) {
    close(ends[0]);
  } else {
    *answer = ends[0];
  }
  return error;
}
