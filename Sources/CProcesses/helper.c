// Starting a program that helps this one: it reads a text and answers at a descriptor of its own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "apart.h"
#include "files.h"
#include "processes.h"

static int spawn(const char *const *command, int source, int log, int answer, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answer, SANDBOX_ANSWER);
  int error = spawn_apart(command, true, &actions, SANDBOX_ANSWER, environ, pid);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int helper_spawn(
    const char *const *command, const void *source, size_t length, int *answer, int *log, pid_t *pid) {
  int ends[2];
  int text = process_file_of("lunas-helper", source, length);
  if (text < 0) return errno;
  int output = memfd_create("lunas-helper-log", MFD_CLOEXEC);
  if (output < 0 || pipe2(ends, O_CLOEXEC) != 0) {
    int error = errno;
    close(text);
    if (output >= 0) close(output);
    return error;
  }
  // Onto itself, a descriptor would stay closed on exec.
  int writing = fcntl(ends[1], F_DUPFD_CLOEXEC, SANDBOX_ANSWER + 1);
  int error = writing < 0 ? errno : spawn(command, text, output, writing, pid);
  close(text);
  close(ends[1]);
  if (writing >= 0) close(writing);
  if (error != 0) {
    close(ends[0]);
    close(output);
  } else {
    *answer = ends[0];
    *log = output;
  }
  return error;
}
