// A double of NVIDIA's management library, for machines without a GPU. It speaks the library's C interface (the layouts
// are those of nvml.h) and answers from a text file beside it, read again at every call, so that a test can change what
// GPUs do. It shows that Lunas calls the interface rightly, and nothing of what NVIDIA's drivers do.
//
// The file FOLDER/state has one fact a line, words apart by blanks:
//   driver 550.54.15
//   fail nvmlInit_v2 9                       any function of any device answers with a code
//   hang nvmlDeviceGetTemperature            that function does not return as long as this line is there
//   missing-version v3                       this version of the lists of processes answers "function not found"
//   wide                                     lists of processes have the longer entries of the first 535 drivers
//   gpu UUID BUS MEMORY-MIB USED-MIB USE TEMPERATURE NAME...
//   mig-mode UUID SLOTS                      the GPU is in MIG mode
//   mig PARENT-UUID SLOT UUID MEMORY-MIB USED-MIB NAME...
//   process UUID PID MEMORY-MIB              -1: not known; "graphics" in place of "process" for one that draws
//   link UUID UUID                           joined by NVLink
//   level UUID UUID LEVEL                    the nearest common ancestor
//   lost UUID CODE                           the device answers with a code
//   unsupported UUID FUNCTION                that fact of the device is not supported
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

#define BEGIN(handle)                        \
  do {                                       \
    int code = begin(__func__, handle);      \
    if (code != SUCCESS) return code;        \
  } while (0)

int nvmlInit_v2(void) {
  BEGIN(NULL);
  initialised++;
  return SUCCESS;
}

int nvmlInitWithFlags(unsigned flags) {
  (void)flags;
  return nvmlInit_v2();
}

int nvmlShutdown(void) {
  initialised--;
  return SUCCESS;
}

const char *nvmlErrorString(int code) {
  switch (code) {
    case 0: return "The operation was successful";
    case 3: return "Not Supported";
    case 6: return "Not Found";
    case 9: return "Driver Not Loaded";
    case 15: return "GPU is lost";
    case 18: return "Driver/library version mismatch";
    default: return "Unknown Error";
  }
}

int nvmlSystemGetDriverVersion(char *version, unsigned length) {
  char rest[1024];
  BEGIN(NULL);
  if (!find(0, rest, "driver", NULL, NULL)) return NOT_SUPPORTED;
  if (strlen(rest) >= length) return TOO_SMALL;
  strcpy(version, rest);
  return SUCCESS;
}

int nvmlDeviceGetCount_v2(unsigned *count) {
  BEGIN(NULL);
  for (*count = 0; find((int)*count, NULL, "gpu", NULL, NULL);) ++*count;
  return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, device **handle) {
  char rest[1024], uuid[96];
  BEGIN(NULL);
  if (!find((int)index, rest, "gpu", NULL, NULL)) return INVALID;
  sscanf(rest, "%95s", uuid);
  *handle = handle_of(uuid);
  return begin(__func__, *handle);
}

int nvmlDeviceGetHandleByUUID(const char *uuid, device **handle) {
  facts found;
  BEGIN(NULL);
  device *own = handle_of(uuid);
  if (!own || !look(own, &found)) return NOT_FOUND;
  *handle = own;
  return begin(__func__, own);
}

static int give_text(const char *text, char *buffer, unsigned length) {
  if (strlen(text) >= length) return TOO_SMALL;
  strcpy(buffer, text);
  return SUCCESS;
}

int nvmlDeviceGetUUID(device *handle, char *buffer, unsigned length) {
  BEGIN(handle);
  return give_text(uuid_of(handle), buffer, length);
}

int nvmlDeviceGetName(device *handle, char *buffer, unsigned length) {
  facts found;
  BEGIN(handle);
  return look(handle, &found) ? give_text(found.name, buffer, length) : NOT_FOUND;
}

typedef struct {
  char legacy[16];
  unsigned domain, bus, device, id, subsystem;
  char address[32];
} pci_info;

int nvmlDeviceGetPciInfo_v3(device *handle, pci_info *info) {
  facts found;
  BEGIN(handle);
  if (!look(handle, &found)) return NOT_FOUND;
  memset(info, 0, sizeof *info);
  info->bus = found.bus;
  snprintf(info->legacy, sizeof info->legacy, "0000:%02X:00.0", found.bus & 0xFF);
  snprintf(info->address, sizeof info->address, "00000000:%02X:00.0", found.bus & 0xFF);
  return SUCCESS;
}

typedef struct {
  unsigned long long total, free, used;
} memory_info;

typedef struct {
  unsigned version;
  unsigned long long total, reserved, free, used;
} memory_info_v2;

int nvmlDeviceGetMemoryInfo(device *handle, memory_info *info) {
  facts found;
  BEGIN(handle);
  if (!look(handle, &found)) return NOT_FOUND;
  // As the older structure has it, with what is reserved among the used.
  unsigned long long reserved = 300;
  *info = (memory_info){found.memory << 20, (found.memory - found.used - reserved) << 20,
                        (found.used + reserved) << 20};
  return SUCCESS;
}

int nvmlDeviceGetMemoryInfo_v2(device *handle, memory_info_v2 *info) {
  facts found;
  BEGIN(handle);
  if (info->version != (sizeof *info | 2 << 24)) return OTHER_VERSION;
  if (!look(handle, &found)) return NOT_FOUND;
  info->total = found.memory << 20;
  info->reserved = 300 << 20;
  info->free = (found.memory - found.used - 300) << 20;
  info->used = found.used << 20;
  return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(device *handle, unsigned rates[2]) {
  facts found;
  BEGIN(handle);
  if (!look(handle, &found)) return NOT_FOUND;
  if (found.is_instance) return NOT_SUPPORTED;
  rates[0] = found.use;
  rates[1] = 0;
  return SUCCESS;
}

int nvmlDeviceGetTemperature(device *handle, unsigned sensor, unsigned *degrees) {
  facts found;
  BEGIN(handle);
  if (sensor != 0) return INVALID;
  if (!look(handle, &found)) return NOT_FOUND;
  if (found.is_instance) return NOT_SUPPORTED;
  *degrees = found.temperature;
  return SUCCESS;
}

int nvmlDeviceGetMigMode(device *handle, unsigned *current, unsigned *pending) {
  BEGIN(handle);
  *current = *pending = find(0, NULL, "mig-mode", uuid_of(handle), NULL);
  return SUCCESS;
}

int nvmlDeviceGetMaxMigDeviceCount(device *handle, unsigned *count) {
  char rest[1024];
  BEGIN(handle);
  *count = find(0, rest, "mig-mode", uuid_of(handle), NULL) ? (unsigned)atoi(rest) : 0;
  return SUCCESS;
}

int nvmlDeviceGetMigDeviceHandleByIndex(device *handle, unsigned index, device **instance) {
  char rest[1024], slot[16], uuid[96];
  BEGIN(handle);
  snprintf(slot, sizeof slot, "%u", index);
  char parent[128];
  snprintf(parent, sizeof parent, "%s", uuid_of(handle));
  if (!find(0, rest, "mig", parent, slot)) return NOT_FOUND;
  sscanf(rest, "%95s", uuid);
  *instance = handle_of(uuid);
  return SUCCESS;
}

static bool is_pair(const char *line, const device *one, const device *other, char *rest) {
  return find(0, rest, line, uuid_of(one), uuid_of(other)) || find(0, rest, line, uuid_of(other), uuid_of(one));
}

int nvmlDeviceGetTopologyCommonAncestor(device *one, device *other, unsigned *level) {
  char rest[1024];
  BEGIN(one);
  *level = is_pair("level", one, other, rest) ? (unsigned)atoi(rest) : 50;
  return SUCCESS;
}

int nvmlDeviceGetP2PStatus(device *one, device *other, unsigned kind, unsigned *status) {
  char rest[1024];
  BEGIN(one);
  *status = kind == 2 && is_pair("link", one, other, rest) ? 0 : 5;
  return SUCCESS;
}

static int list(const device *handle, const char *what, const char *version, unsigned *count, char *entries,
                size_t size) {
  char rest[1024];
  if (find(0, NULL, "missing-version", version, NULL)) return NO_FUNCTION;
  unsigned room = *count, found = 0;
  for (; find((int)found, rest, what, uuid_of(handle), NULL); found++) {
    if (!entries || found >= room) continue;
    int pid;
    long long mebibytes;
    sscanf(rest, "%d %lld", &pid, &mebibytes);
    unsigned long long memory = mebibytes < 0 ? ~0ULL : (unsigned long long)mebibytes << 20;
    char *entry = entries + found * size;
    memset(entry, 0, size);
    memcpy(entry, &pid, 4);
    memcpy(entry + 8, &memory, 8);
    if (size >= 24) memset(entry + 16, 0xFF, 8);
  }
  *count = found;
  return found > room || (found > 0 && !entries) ? TOO_SMALL : SUCCESS;
}

static size_t modern(void) { return find(0, NULL, "wide", NULL, NULL) ? 32 : 24; }

#define LISTS(name, what)                                                      \
  int name(device *handle, unsigned *count, void *entries) {                   \
    BEGIN(handle);                                                             \
    return list(handle, what, "v1", count, entries, 16);                       \
  }                                                                            \
  int name##_v2(device *handle, unsigned *count, void *entries) {              \
    BEGIN(handle);                                                             \
    return list(handle, what, "v2", count, entries, 24);                       \
  }                                                                            \
  int name##_v3(device *handle, unsigned *count, void *entries) {              \
    BEGIN(handle);                                                             \
    return list(handle, what, "v3", count, entries, modern());                 \
  }

LISTS(nvmlDeviceGetComputeRunningProcesses, "process")
LISTS(nvmlDeviceGetGraphicsRunningProcesses, "graphics")
