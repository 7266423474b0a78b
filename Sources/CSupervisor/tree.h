// The processes that came from this one.
#ifndef LUNAS_SUPERVISOR_TREE_H
#define LUNAS_SUPERVISOR_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Signals every descendant of this process.
void tree_signal(int number);

// The descendants of this process at some moment, to be freed.
pid_t *tree_list(size_t *count);

// Bytes of memory that processes use, what several share counted once for each; or, where that is above `limit`, by
// shares, which takes the kernel longer to tell.
int64_t tree_memory(const pid_t *pids, size_t count, int64_t limit);

#endif
