// The Lua side of Lunas: every file under Stdlib, embedded into the binary.
//
// The bytes are constants of the binary: asking costs nothing, and nothing happens at start-up.
#ifndef LUNAS_STDLIB_FILES_H
#define LUNAS_STDLIB_FILES_H

#include <stddef.h>

typedef struct lunas_stdlib_file {
  const char *name;            // the module: "lunas.test"
  const char *path;            // its place under Stdlib: "lunas/test.lua"
  const unsigned char *bytes;  // the text, followed by a zero that does not count
  size_t length;
} lunas_stdlib_file;

// How many files there are.
size_t lunas_stdlib_count(void);

// The file at a position, in the order of the list; all zero where there is none.
lunas_stdlib_file lunas_stdlib_file_at(size_t position);

#endif
