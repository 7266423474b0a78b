// What the files of the sandbox share.
#ifndef LUNAS_SANDBOX_H
#define LUNAS_SANDBOX_H

#include <stdbool.h>

#include <lua.h>

// The folder whose files a sandboxed script may read.
typedef struct {
  int descriptor;  // 0: there is none
  char *path;      // absolute, without symbolic links
} lunas_sandbox_folder;

// Returns false, with errno set, where the folder cannot be opened.
bool lunas_open_sandbox_folder(lunas_sandbox_folder *folder, const char *path);
void lunas_close_sandbox_folder(lunas_sandbox_folder *folder);

// Adds io.open, io.lines and require to the globals of a sandbox.
void lunas_open_sandbox_files(lua_State *L);

#endif
