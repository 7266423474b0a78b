#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int output_open(output *output, int folder, const char *name, const supervised_program *program, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  *output = (struct output){
      .source = ends[0], .log = -1, .folder = folder, .name = name, .limit = program->output_limit,
      .is_private = program->is_private};
  *writing = ends[1];
  return 0;
}

// Writes what can be written: a full disk loses output, and no trial.
static int64_t write_out(output *output, const char *bytes, int64_t count) {
  if (output->log < 0) {
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    output->log = openat(output->folder, output->name, flags, output->is_private ? 0600 : 0644);
  }
  int64_t done = 0;
  while (output->log >= 0 && done < count) {
    ssize_t step = write(output->log, bytes + done, count - done);
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) break;
    done += step;
  }
  return done;
}

static void keep_in_tail(output *output, const char *bytes, int64_t count) {
  if (output->tail == NULL) output->tail = malloc(OUTPUT_TAIL);
  for (int64_t i = count > OUTPUT_TAIL ? count - OUTPUT_TAIL : 0; output->tail != NULL && i < count; i++)
    output->tail[(output->passed + i) % OUTPUT_TAIL] = bytes[i];
  output->passed += count;
}

bool output_take(output *output) {
  char bytes[65536];
  bool found = false;
  // Not without end: a trainer that prints without pause must not keep the supervisor from its other work.
  for (int turn = 0; turn < 16 && output->source >= 0; turn++) {
    ssize_t count = read(output->source, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) {
      close(output->source);
      output->source = -1;
      break;
    }
    found = true;
    int64_t room = output->limit == 0 ? count : output->limit - output->written;
    int64_t written = room > 0 && output->passed == 0 ? write_out(output, bytes, room < count ? room : count) : 0;
    output->written += written;
    if (written < count) keep_in_tail(output, bytes + written, count - written);
    if (count < (ssize_t)sizeof bytes) break;
  }
  return found;
}

int64_t output_close(output *output) {
  while (output->source >= 0 && output_take(output)) continue;
  if (output->source >= 0) close(output->source);
  output->source = -1;
  int64_t lost = 0;
  if (output->passed > 0 && output->tail != NULL) {
    char note[128];
    int64_t kept = output->passed < OUTPUT_TAIL ? output->passed : OUTPUT_TAIL;
    lost = output->passed - kept;
    int64_t start = lost % OUTPUT_TAIL, first = OUTPUT_TAIL - start < kept ? OUTPUT_TAIL - start : kept;
    if (lost > 0) {
      // Within a line: what stands around it is half of one, and must not be read as a whole.
      int length = snprintf(note, sizeof note, " [%lld bytes are left out here] ", (long long)lost);
      write_out(output, note, length);
    }
    if (output->passed < OUTPUT_TAIL) start = 0, first = kept;
    int64_t done = write_out(output, output->tail + start, first);
    if (done == first) done += write_out(output, output->tail, kept - first);
    lost += kept - done;
  }
  free(output->tail);
  output->tail = NULL;
  if (output->log >= 0) close(output->log);
  output->log = -1;
  return lost;
}
