// How a trial ended, as exit.json says it.
#ifndef LUNAS_SUPERVISOR_RECORD_H
#define LUNAS_SUPERVISOR_RECORD_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  const char *how;     // exited, signalled, timed_out, stopped, silent, memory_limit or not_started
  int value;           // the code, the signal, or the errno
  const char *reason;  // of not_started
  double started;      // seconds since 1970
  double ended;
  int64_t peak_memory;  // bytes
  double user_seconds;
  double system_seconds;
  int64_t lost_output;  // bytes of the logs that are not kept
  bool was_killed_for_memory;
} exit_record;

// Writes exit.json into an open folder, by a rename, so that it is there whole or not at all. Returns 0 or an errno.
int record_write(int folder, const exit_record *record);

// How many processes the kernel has killed for want of memory since it started, or -1 where it does not tell.
long long record_kernel_kills(void);

#endif
