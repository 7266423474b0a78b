#define _GNU_SOURCE
#include "trainer.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// In the child: only system calls from here to exec, and its memory is the parent's.
static void become(
    const supervised_program *program, const cpu_set_t *cores, int input, int output, int errors,
    volatile start_failure *failure) {
  sigset_t none;
  sigemptyset(&none);
  setsid();
  // The kernel ends the trainer if the supervisor is killed; what the trainer started is swept by the controller.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  failure->step = STEP_OUTPUT;
  if (dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(errors, 2) >= 0) {
    failure->step = STEP_CORES;
    if (cores == NULL || sched_setaffinity(0, sizeof *cores, cores) == 0) {
      failure->step = STEP_DIRECTORY;
      if (chdir(program->directory) == 0) {
        failure->step = STEP_PROGRAM;
        execvpe(program->arguments[0], (char *const *)program->arguments, (char *const *)program->environment);
      }
    }
  }
  failure->error = errno;
  _exit(127);
}

pid_t trainer_start(const supervised_program *program, int output, int errors, start_failure *failure) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (int i = 0; i < program->core_count; i++) CPU_SET(program->cores[i], &cores);
  int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  volatile start_failure told = {STEP_OUTPUT, 0};
  // The child borrows the memory until it is another program: nothing is copied, and what went wrong is simply there.
  pid_t pid = vfork();
  if (pid == 0) become(program, program->core_count > 0 ? &cores : NULL, input, output, errors, &told);
  if (pid < 0) told = (start_failure){STEP_PROGRAM, errno};
  if (input >= 0) close(input);
  *failure = told;
  if (told.error == 0) return pid;
  if (pid > 0) waitpid(pid, NULL, 0);
  return -1;
}
