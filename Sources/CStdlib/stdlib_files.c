#include "stdlib_files.h"

#include <string.h>

// Every clang that Swift 6.2 or newer brings knows #embed, also outside C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Each FILE ends the entry before it and begins its own, so that a file is two lines in the list: #embed cannot come
// out of a macro.
#define FILE(name, path) 0}}, {name, path, (const unsigned char[]){

static const struct {
  const char *name;
  const char *path;
  const unsigned char *bytes;
} files[] = {{NULL, NULL, (const unsigned char[]){
#include "files.list"
0}}};

// The first entry is the empty one that the first FILE ends.
size_t lunas_stdlib_count(void) { return sizeof files / sizeof files[0] - 1; }

lunas_stdlib_file lunas_stdlib_file_at(size_t position) {
  if (position >= lunas_stdlib_count()) return (lunas_stdlib_file){0};
  const char *text = (const char *)files[position + 1].bytes;
  return (lunas_stdlib_file){
      files[position + 1].name, files[position + 1].path, files[position + 1].bytes, strlen(text)};
}
