// Starting a program that is apart from this one. C because the parts of posix_spawn that it needs are GNU extensions.
#ifndef LUNAS_PROCESSES_APART_H
#define LUNAS_PROCESSES_APART_H

#include <spawn.h>
#include <stdbool.h>

// Starts `command` with the descriptors of `actions` and no others above `last`, every signal at its default, and in a
// process group of its own: a terminal's Ctrl-C reaches this program alone, which then ends the other. With `is_named` the
// program is looked for along PATH. Gives 0 or an error of errno.
int spawn_apart(
    const char *const *command, bool is_named, posix_spawn_file_actions_t *actions, int last, char **environment,
    pid_t *pid);

#endif
