#ifndef LUNAS_MEMORY_H
#define LUNAS_MEMORY_H

#include <stddef.h>

// A size that Lua code never gets; see run.c.
#define LUNAS_REFUSED_SIZE ((size_t)1 << 45)

// The memory budget of one state.
typedef struct {
  size_t used;
  size_t limit;    // 0: none
  int host_depth;  // above 0 while host code runs, which must never be refused memory
} lunas_memory;

void *lunas_allocate(void *memory, void *block, size_t old_size, size_t new_size);

#endif
