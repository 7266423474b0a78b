#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int process_file_of(const char *name, const void *text, size_t length) {
  int file = memfd_create(name, MFD_CLOEXEC);
  const char *rest = text;
  while (file >= 0 && length > 0) {
    ssize_t count = write(file, rest, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      close(file);
      return -1;
    }
    rest += count;
    length -= (size_t)count;
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}
