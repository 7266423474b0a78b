// The part of the supervisor that must be C: it forks, and Swift cannot run between fork and exec.
#ifndef LUNAS_SUPERVISOR_H
#define LUNAS_SUPERVISOR_H

#include <sys/types.h>

// What to run. Lists end with NULL; times are in seconds.
typedef struct {
  const char *const *arguments;
  const char *const *environment;
  const char *directory;
  const char *output_path;
  const char *error_path;
  double timeout;  // 0: none
  double grace;    // between SIGTERM and SIGKILL
} supervised_program;

enum supervised_end {
  SUPERVISED_EXITED,       // value: the exit code
  SUPERVISED_SIGNALLED,    // value: the signal
  SUPERVISED_TIMED_OUT,
  SUPERVISED_STOPPED,
  SUPERVISED_NOT_STARTED,  // value: errno; step: what failed
};

enum supervised_step { STEP_OUTPUT = 1, STEP_DIRECTORY = 2, STEP_PROGRAM = 3 };

typedef struct {
  enum supervised_end end;
  int value;
  enum supervised_step step;
  double user_seconds;
  double system_seconds;
  long peak_memory_kib;
} supervised_result;

// Keeps a descriptor from the programs that this process starts.
void supervisor_keep_private(int descriptor);

// Runs the program in a session of its own and returns when it and every process that came from it are gone.
// SIGTERM, SIGINT and SIGHUP to this process end them.
supervised_result supervise(const supervised_program *program);

// Starts a supervisor in a session of its own, so that no terminal's Ctrl-C reaches it, with an open lock at
// `lock_descriptor` and no other descriptor of this process. Returns 0 or an errno.
int supervisor_spawn(const char *const *command, int lock, int lock_descriptor, pid_t *pid);

// The descriptor to which the process of a sandbox writes its answer.
enum { SANDBOX_ANSWER = 3 };

// Starts the process of a sandbox with `source` as its standard input, an environment without anything in it and no
// other descriptor of this process. Returns 0, with the end of a pipe that its answer is read from, or an errno.
int sandbox_spawn(const char *const *command, const void *source, size_t length, int *answer, pid_t *pid);

// Starts a program that is trusted and found in PATH, with `source` as its standard input, this process's environment and
// no other descriptor of it. It answers where a sandbox does; all that it prints goes to the file `log`. Returns 0 or an
// errno.
int helper_spawn(
    const char *const *command, const void *source, size_t length, int *answer, int *log, pid_t *pid);

#endif
