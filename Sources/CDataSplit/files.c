#define _GNU_SOURCE
#include "lunas_data_split.h"

#include <fcntl.h>
#include <stdio.h>

int lunas_exchange_names(const char *first, const char *second) {
  return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

int lunas_open_unnamed(const char *folder) { return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); }

int lunas_reserve_space(int file, off_t size) { return fallocate(file, 0, 0, size); }
