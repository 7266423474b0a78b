#define _GNU_SOURCE
#include "tree.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  pid_t pid;
  pid_t parent;
  bool ours;
} process;

static bool read_process(const char *name, process *found) {
  char path[300], line[512];
  snprintf(path, sizeof path, "/proc/%s/stat", name);
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = 0;
  // The name stands in parentheses and may hold anything, also parentheses: skip to the last one.
  const char *after = strrchr(line, ')');
  char state;
  int pid, parent;
  if (after == NULL || sscanf(line, "%d", &pid) != 1) return false;
  if (sscanf(after + 1, " %c %d", &state, &parent) != 2 || state == 'Z') return false;
  *found = (process){pid, parent, false};
  return true;
}

// Every process of the machine with its parent; the caller frees the list.
static process *list_processes(size_t *count) {
  process *list = NULL;
  size_t capacity = 0;
  *count = 0;
  DIR *folder = opendir("/proc");
  if (folder == NULL) return NULL;
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    process found;
    if (!isdigit((unsigned char)entry->d_name[0]) || !read_process(entry->d_name, &found)) continue;
    if (*count == capacity) {
      capacity = capacity ? capacity * 2 : 256;
      process *grown = realloc(list, capacity * sizeof *list);
      if (grown == NULL) break;
      list = grown;
    }
    list[(*count)++] = found;
  }
  closedir(folder);
  return list;
}

// As a subreaper this process is an ancestor of whatever the trainer started, also of what left its session, so nothing
// escapes.
pid_t *tree_list(size_t *count) {
  size_t all;
  process *list = list_processes(&all);
  pid_t self = getpid();
  pid_t *ours = malloc((all + 1) * sizeof *ours);
  *count = 0;
  bool found = ours != NULL;
  while (found) {
    found = false;
    for (size_t i = 0; i < all; i++) {
      if (list[i].ours) continue;
      bool is_ours = list[i].parent == self;
      for (size_t j = 0; j < *count && !is_ours; j++) is_ours = ours[j] == list[i].parent;
      if (!is_ours) continue;
      found = list[i].ours = true;
      ours[(*count)++] = list[i].pid;
    }
  }
  free(list);
  return ours;
}

void tree_signal(int number) {
  size_t count;
  pid_t *pids = tree_list(&count);
  for (size_t i = 0; i < count; i++) kill(pids[i], number);
  free(pids);
}

static int64_t resident(pid_t pid) {
  char path[64];
  long long size, pages;
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return 0;
  int read = fscanf(file, "%lld %lld", &size, &pages);
  fclose(file);
  return read == 2 ? pages * sysconf(_SC_PAGESIZE) : 0;
}

static int64_t proportional(pid_t pid) {
  char path[64], line[256];
  long long kib = 0;
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return resident(pid);
  while (fgets(line, sizeof line, file) != NULL && sscanf(line, "Pss: %lld kB", &kib) != 1) continue;
  fclose(file);
  return kib * 1024;
}

int64_t tree_memory(const pid_t *pids, size_t count, int64_t limit) {
  int64_t sum = 0, shares = 0;
  for (size_t i = 0; i < count; i++) sum += resident(pids[i]);
  if (count < 2 || sum <= limit) return sum;
  for (size_t i = 0; i < count; i++) shares += proportional(pids[i]);
  return shares;
}
