// What both ways of starting a process need.
#ifndef LUNAS_PROCESSES_FILES_H
#define LUNAS_PROCESSES_FILES_H

#include <stddef.h>

// The text as a file without a name: a pipe would have to be filled while the answer is read. Returns -1 and sets errno
// where it cannot be made.
int process_file_of(const char *name, const void *text, size_t length);

#endif
