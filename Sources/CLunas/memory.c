// The allocator with a budget. C because Lua calls it at any moment, also while it is about to raise.
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

void *lunas_allocate(void *context, void *block, size_t old_size, size_t new_size) {
  lunas_memory *memory = context;
  // For a new block Lua passes the kind of object as the old size.
  if (block == NULL) old_size = 0;
  if (new_size == 0) {
    free(block);
    memory->used -= old_size;
    return NULL;
  }
  size_t used = memory->used - old_size + new_size;
  if (memory->limit != 0 && memory->host_depth == 0 && new_size > old_size && used > memory->limit) return NULL;
  if (memory->host_depth == 0 && new_size >= LUNAS_REFUSED_SIZE) return NULL;
  void *moved = realloc(block, new_size);
  if (moved == NULL) {
    // Lua assumes that shrinking never fails, and host code must not be jumped over.
    if (new_size <= old_size) return block;
    if (memory->host_depth > 0) {
      fputs("lunas: the machine is out of memory\n", stderr);
      abort();
    }
    return NULL;
  }
  memory->used = used;
  return moved;
}
