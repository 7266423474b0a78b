// The files of a sandbox: those inside one folder, for reading. C because it raises.
//
// The kernel itself keeps a path beneath the folder, whatever symbolic links do meanwhile; where it cannot (before
// Linux 5.6, or under a filter that knows no openat2) the path is resolved and compared, and opened without links.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"
#include "sandbox.h"

// MARK: The folder

bool lunas_open_sandbox_folder(lunas_sandbox_folder *folder, const char *path) {
  char *resolved = realpath(path, NULL);
  if (resolved == NULL) return false;
  int descriptor = open(resolved, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    free(resolved);
    return false;
  }
  *folder = (lunas_sandbox_folder){descriptor, resolved};
  return true;
}

void lunas_close_sandbox_folder(lunas_sandbox_folder *folder) {
  if (folder->path == NULL) return;
  close(folder->descriptor);
  free(folder->path);
}

// What of an absolute path follows the folder's own, or NULL.
static const char *below(const lunas_sandbox_folder *folder, const char *path) {
  size_t length = strlen(folder->path);
  if (length == 1) length = 0;  // the root
  return strncmp(path, folder->path, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

static int open_resolved(const lunas_sandbox_folder *folder, const char *path, int flags) {
  // A path that leads out says nothing of what is there, not even whether it is.
  for (const char *dots = strstr(path, ".."); dots != NULL; dots = strstr(dots + 2, ".."))
    if ((dots == path || dots[-1] == '/') && (dots[2] == '/' || dots[2] == 0)) return -EXDEV;
  char joined[PATH_MAX];
  char resolved[PATH_MAX];
  if (snprintf(joined, sizeof joined, "%s/%s", folder->path, path) >= (int)sizeof joined) return -ENAMETOOLONG;
  if (realpath(joined, resolved) == NULL) return -errno;
  if (below(folder, resolved) == NULL) return -EXDEV;
  int descriptor = open(resolved, flags | O_NOFOLLOW);
  return descriptor < 0 ? -errno : descriptor;
}

// Opens a regular file beneath the folder. Returns a descriptor, or a negative errno: EXDEV where it lies outside.
static int open_beneath(const lunas_sandbox_folder *folder, const char *path) {
  if (path[0] == '/') {
    path = below(folder, path);
    if (path == NULL) return -EXDEV;
  }
  // Opening a pipe that nobody writes to must not wait.
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  struct open_how how = {.flags = (__u64)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  int descriptor = (int)syscall(SYS_openat2, folder->descriptor, path, &how, sizeof how);
  if (descriptor < 0) {
    if (errno != ENOSYS && errno != EPERM) return -errno;
    descriptor = open_resolved(folder, path, flags);
    if (descriptor < 0) return descriptor;
  }
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    return -(S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
  }
  return descriptor;
}

// Opens a file for the script that runs; raises where it may not be opened. Returns a negative errno otherwise.
static int open_for_script(lua_State *L, const char *path) {
  const lunas_sandbox_folder *folder = &host_of(L)->sandbox;
  if (folder->path == NULL) return luaL_error(L, "the sandbox has no folder, so there is no file '%s'", path);
  int descriptor = open_beneath(folder, path);
  if (descriptor == -EXDEV) return luaL_error(L, "'%s' lies outside the sandbox's folder %s", path, folder->path);
  return descriptor;
}

// MARK: io

static int close_file(lua_State *L) {
  luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
  return luaL_fileresult(L, fclose(stream->f) == 0, NULL);
}

// Pushes a file object as Lua's own io library makes it. Returns a negative errno where it cannot be opened.
static int push_file(lua_State *L, const char *path) {
  luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
  *stream = (luaL_Stream){0};  // no function to close it: Lua takes it for closed
  luaL_setmetatable(L, LUA_FILEHANDLE);
  int descriptor = open_for_script(L, path);
  if (descriptor < 0) return descriptor;
  stream->f = fdopen(descriptor, "r");
  if (stream->f == NULL) {
    int problem = errno;
    close(descriptor);
    return -problem;
  }
  stream->closef = close_file;
  return 0;
}

static int io_open(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  const char *mode = luaL_optstring(L, 2, "r");
  if (strcmp(mode, "r") != 0 && strcmp(mode, "rb") != 0) {
    return luaL_error(L, "the sandbox opens files for reading only, so there is no mode '%s'", mode);
  }
  int status = push_file(L, path);
  if (status == 0) return 1;
  errno = -status;
  return luaL_fileresult(L, 0, path);
}

// As Lua's: the iterator, and the file as what a loop closes at its end.
static int io_lines(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  int count = lua_gettop(L) - 1;
  int status = push_file(L, path);
  if (status != 0) return luaL_error(L, "%s: %s", path, strerror(-status));
  lua_replace(L, 1);
  luaL_getmetafield(L, 1, "__index");
  lua_getfield(L, -1, "lines");
  lua_remove(L, -2);
  lua_insert(L, 1);
  lua_pushvalue(L, 2);
  lua_insert(L, 1);
  lua_call(L, count + 1, 1);
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushvalue(L, 1);
  return 4;
}

// MARK: require

// The folder that `name` would be in is part of the name: as in Lua, its dots separate folders.
static const char *module_path(lua_State *L, const char *name, const char *suffix) {
  const char *path = luaL_gsub(L, name, ".", "/");
  return lua_pushfstring(L, "%s%s", path, suffix);
}

// Pushes the compiled file and its path, or a line that says that there is none. Returns whether there is one.
static bool find_module(lua_State *L, const char *name, const char *suffix) {
  const char *path = module_path(L, name, suffix);
  if (push_file(L, path) != 0) {
    lua_pushfstring(L, "\n\tno file '%s'", path);
    return false;
  }
  FILE *file = ((luaL_Stream *)lua_touserdata(L, -1))->f;
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  size_t count;
  do {
    char *space = luaL_prepbuffer(&buffer);
    count = fread(space, 1, LUAL_BUFFERSIZE, file);
    luaL_addsize(&buffer, count);
  } while (count > 0);
  luaL_pushresult(&buffer);
  size_t length;
  const char *source = lua_tolstring(L, -1, &length);
  if (luaL_loadbufferx(L, source, length, lua_pushfstring(L, "@%s", path), "t") != LUA_OK) {
    luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, path, lua_tostring(L, -1));
  }
  lua_pushstring(L, path);
  return true;
}

static int require(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);  // at 2
  lua_pushvalue(L, 1);
  lua_rawget(L, 2);
  if (lua_toboolean(L, -1)) return 1;
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushvalue(L, 1);
  if (lua_rawget(L, -2) != LUA_TNIL) {
    lua_pushliteral(L, ":preload:");
  } else if (!lunas_find_in_library(L, name)) {
    // What is part of the program comes first: a folder of somebody else's cannot replace it.
    const lunas_sandbox_folder *folder = &host_of(L)->sandbox;
    if (folder->path == NULL) {
      return luaL_error(L, "module '%s' not found:\n\tthe sandbox has no folder to look in", name);
    }
    if (name[0] == '/' || strstr(name, "..") != NULL) {
      return luaL_error(L, "module '%s' lies outside the sandbox's folder %s", name, folder->path);
    }
    if (!find_module(L, name, ".lua")) {
      int first = lua_gettop(L);
      if (!find_module(L, name, "/init.lua")) {
        return luaL_error(L, "module '%s' not found:%s%s", name, lua_tostring(L, first), lua_tostring(L, -1));
      }
    }
  }
  // The module gets its name and its path, and the path is what require gives besides.
  int path = lua_gettop(L);
  lua_pushvalue(L, path - 1);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, path);
  lua_call(L, 2, 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) == LUA_TNIL) {
      lua_pop(L, 1);
      lua_pushboolean(L, 1);
    }
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, 2);
  lua_pushvalue(L, path);
  return 2;
}

// MARK: Opening

void lunas_open_sandbox_files(lua_State *L) {
  lua_getglobal(L, LUA_IOLIBNAME);
  lua_pushcfunction(L, io_open);
  lua_setfield(L, -2, "open");
  lua_pushcfunction(L, io_lines);
  lua_setfield(L, -2, "lines");
  lua_pop(L, 1);
  lua_pushcfunction(L, require);
  lua_setglobal(L, "require");
  lunas_keep_require(L);
}
