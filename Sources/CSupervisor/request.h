// A trial on its way to the server, as bytes.
#ifndef LUNAS_SUPERVISOR_REQUEST_H
#define LUNAS_SUPERVISOR_REQUEST_H

#include "supervisor.h"

typedef struct request {
  uint64_t token;
  int lock;
  supervised_program program;  // points into `bytes`
  char *bytes;
} request;

// Waits for the next request. Returns 1, 0 where the other side is closed, or -1.
int request_read(int socket, request *request);

void request_free(request *request);

#endif
