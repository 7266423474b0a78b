#define _GNU_SOURCE
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A string as JSON. Bytes that need no escape stay, also those that are no UTF-8: whoever reads it mends them.
static void put_string(FILE *file, const char *text) {
  fputc('"', file);
  for (; *text != 0; text++) {
    unsigned char c = *text;
    if (c == '"' || c == '\\')
      fprintf(file, "\\%c", c);
    else if (c < 0x20)
      fprintf(file, "\\u%04x", c);
    else
      fputc(c, file);
  }
  fputc('"', file);
}

static void put(FILE *file, const exit_record *record) {
  fprintf(file, "{\"how\":\"%s\"", record->how);
  if (strcmp(record->how, "exited") == 0) fprintf(file, ",\"code\":%d", record->value);
  if (strcmp(record->how, "signalled") == 0) fprintf(file, ",\"signal\":%d", record->value);
  if (record->reason != NULL) {
    fputs(",\"reason\":", file);
    put_string(file, record->reason);
  }
  fprintf(
      file, ",\"started\":%.6f,\"ended\":%.6f,\"peak_memory_bytes\":%lld,\"user_seconds\":%.6f,\"system_seconds\":%.6f",
      record->started, record->ended, (long long)record->peak_memory, record->user_seconds, record->system_seconds);
  if (record->lost_output > 0) fprintf(file, ",\"lost_output_bytes\":%lld", (long long)record->lost_output);
  if (record->was_killed_for_memory) fputs(",\"killed_for_memory\":true", file);
  fputs("}\n", file);
}

static int write_whole(int folder, const char *text, size_t length) {
  int file = openat(folder, "exit.json.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return errno;
  ssize_t written = write(file, text, length);
  int error = written == (ssize_t)length ? 0 : written < 0 ? errno : ENOSPC;
  if (close(file) != 0 && error == 0) error = errno;
  if (error == 0 && renameat(folder, "exit.json.new", folder, "exit.json") != 0) error = errno;
  if (error != 0) unlinkat(folder, "exit.json.new", 0);
  return error;
}

int record_write(int folder, const exit_record *record) {
  char *text = NULL;
  size_t length = 0;
  FILE *memory = open_memstream(&text, &length);
  if (memory == NULL) return errno;
  put(memory, record);
  if (fclose(memory) != 0) return ENOMEM;
  int error = write_whole(folder, text, length);
  free(text);
  return error;
}

long long record_kernel_kills(void) {
  char text[16384];
  int file = open("/proc/vmstat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return -1;
  text[length] = 0;
  long long count = -1;
  const char *line = strstr(text, "\noom_kill ");
  if (line != NULL) sscanf(line, "\noom_kill %lld", &count);
  return count;
}
