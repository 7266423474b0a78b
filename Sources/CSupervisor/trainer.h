// Starting a trainer.
#ifndef LUNAS_SUPERVISOR_TRAINER_H
#define LUNAS_SUPERVISOR_TRAINER_H

#include <sys/types.h>

#include "supervisor.h"

// What could not be done, and why.
typedef struct {
  enum { STEP_OUTPUT, STEP_DIRECTORY, STEP_CORES, STEP_PROGRAM } step;
  int error;
} start_failure;

// Starts the program in a session of its own, with `output` and `errors` to print to. Returns its pid, or -1 and says why.
pid_t trainer_start(const supervised_program *program, int output, int errors, start_failure *failure);

#endif
