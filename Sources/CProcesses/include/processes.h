// Processes that answer this one. C because the parts of posix_spawn that they need are GNU extensions, which Swift does
// not see.
#ifndef LUNAS_PROCESSES_H
#define LUNAS_PROCESSES_H

#include <stddef.h>
#include <sys/types.h>

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
