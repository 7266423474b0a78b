// What the double's GPUs are and do, as its file says it.
#ifndef NVML_DOUBLE_STATE_H
#define NVML_DOUBLE_STATE_H

#include <stdbool.h>

enum { SUCCESS, UNINITIALIZED, INVALID, NOT_SUPPORTED, NO_PERMISSION, ALREADY, NOT_FOUND, TOO_SMALL,
       NO_FUNCTION = 13, OTHER_VERSION = 25 };

typedef struct {
  int number;
} device;

// A device's facts, of a GPU or of an instance.
typedef struct {
  unsigned bus, use, temperature;
  unsigned long long memory, used;
  char name[96];
  bool is_instance;
} facts;

extern int initialised;

device *handle_of(const char *uuid);
const char *uuid_of(const device *handle);
bool look(const device *handle, facts *found);

// Finds the nth line that begins with these words, and copies what follows them: up to 1024 bytes.
bool find(int nth, char *rest, const char *first, const char *second, const char *third);

// What a function of a device, or of none, has to answer before anything else.
int begin(const char *function, const device *handle);

#endif
