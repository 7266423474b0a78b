// What a trainer prints, on its way into a log of limited size.
#ifndef LUNAS_SUPERVISOR_OUTPUT_H
#define LUNAS_SUPERVISOR_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "supervisor.h"

typedef struct output {
  int source;  // the reading end of a pipe; -1 once it has ended
  int log;     // -1 until there is something to write
  int folder;
  const char *name;
  bool is_private;  // whether nobody but the owner may read the log
  int64_t limit;  // 0: none
  int64_t written;
  int64_t passed;  // what came after the limit
  char *tail;      // the last of that, a ring of OUTPUT_TAIL
} output;

// The end of what is printed is kept in any case: it says why a trainer failed.
enum { OUTPUT_TAIL = 65536 };

// Opens a pipe for the trainer to write into; `writing` is its end. Returns 0 or an errno.
int output_open(output *output, int folder, const char *name, const supervised_program *program, int *writing);

// Takes what has been printed. Returns whether there was anything.
bool output_take(output *output);

// Takes the rest, writes the end of what was beyond the limit, and closes the log. Returns the bytes that are in no log.
int64_t output_close(output *output);

#endif
