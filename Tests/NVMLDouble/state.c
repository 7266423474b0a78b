#define _GNU_SOURCE
#include "state.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Handles stay the same as long as the library is loaded.
static device devices[64];
static char uuids[64][96];
static int known;
int initialised;

device *handle_of(const char *uuid) {
  for (int i = 0; i < known; i++)
    if (strcmp(uuids[i], uuid) == 0) return &devices[i];
  if (known == 64) return NULL;
  snprintf(uuids[known], sizeof uuids[0], "%s", uuid);
  devices[known].number = known;
  return &devices[known++];
}

const char *uuid_of(const device *handle) { return uuids[handle->number]; }

static FILE *state(void) {
  Dl_info info;
  char path[4096];
  if (!dladdr((void *)state, &info)) return NULL;
  snprintf(path, sizeof path, "%s", info.dli_fname);
  char *slash = strrchr(path, '/');
  snprintf(slash ? slash + 1 : path, 16, "state");
  return fopen(path, "r");
}

bool find(int nth, char *rest, const char *first, const char *second, const char *third) {
  FILE *file = state();
  if (!file) return false;
  char begin[512], line[1024];
  snprintf(begin, sizeof begin, "%s%s%s%s%s", first, second ? " " : "", second ? second : "", third ? " " : "",
           third ? third : "");
  size_t length = strlen(begin);
  bool found = false;
  while (!found && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, begin, length) == 0 && (line[length] == 0 || line[length] == ' ') && nth-- == 0) {
      if (rest) snprintf(rest, 1024, "%s", line[length] ? line + length + 1 : "");
      found = true;
    }
  }
  fclose(file);
  return found;
}

int begin(const char *function, const device *handle) {
  char rest[1024];
  while (find(0, NULL, "hang", function, NULL)) usleep(10000);
  if (find(0, rest, "fail", function, NULL)) return atoi(rest);
  if (!initialised && strncmp(function, "nvmlInit", 8) != 0) return UNINITIALIZED;
  if (!handle) return SUCCESS;
  if (find(0, rest, "lost", uuid_of(handle), NULL)) return atoi(rest);
  return find(0, NULL, "unsupported", uuid_of(handle), function) ? NOT_SUPPORTED : SUCCESS;
}

bool look(const device *handle, facts *found) {
  char rest[1024];
  memset(found, 0, sizeof *found);
  if (find(0, rest, "gpu", uuid_of(handle), NULL))
    return sscanf(rest, "%x %llu %llu %u %u %95[^\n]", &found->bus, &found->memory, &found->used, &found->use,
                  &found->temperature, found->name) == 6;
  for (int i = 0; find(i, rest, "mig", NULL, NULL); i++) {
    char uuid[96];
    found->is_instance = true;
    if (sscanf(rest, "%*s %*u %95s %llu %llu %95[^\n]", uuid, &found->memory, &found->used, found->name) == 4 &&
        strcmp(uuid, uuid_of(handle)) == 0)
      return true;
  }
  return false;
}
