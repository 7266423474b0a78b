#define _GNU_SOURCE
#include "supervisor.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void supervisor_keep_private(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// MARK: Starting

typedef struct {
  int step;
  int error;
} start_failure;

// Runs in the child: only async-signal-safe calls from here to exec.
static void start(const supervised_program *program, const sigset_t *mask, int report) {
  start_failure failure = {STEP_OUTPUT, 0};
  setsid();
  // The kernel ends the trainer if the supervisor is killed; what the trainer started is swept by the controller.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigprocmask(SIG_SETMASK, mask, NULL);
  int input = open("/dev/null", O_RDONLY);
  int output = open(program->output_path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  int error = open(program->error_path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (input >= 0 && output >= 0 && error >= 0) {
    dup2(input, 0);
    dup2(output, 1);
    dup2(error, 2);
    close(input);
    close(output);
    close(error);
    failure.step = STEP_DIRECTORY;
    if (chdir(program->directory) == 0) {
      failure.step = STEP_PROGRAM;
      execvpe(program->arguments[0], (char *const *)program->arguments, (char *const *)program->environment);
    }
  }
  failure.error = errno;
  ssize_t ignored = write(report, &failure, sizeof failure);
  (void)ignored;
  _exit(127);
}

// MARK: The tree

typedef struct {
  pid_t pid;
  pid_t parent;
  bool ours;
} process;

// Every process of the machine with its parent; the caller frees the list.
static process *list_processes(size_t *count) {
  process *list = NULL;
  size_t capacity = 0;
  *count = 0;
  DIR *folder = opendir("/proc");
  if (folder == NULL) return NULL;
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
    FILE *file = fopen(path, "re");
    if (file == NULL) continue;
    int pid, parent;
    char state;
    // The name stands in parentheses and may hold anything, also parentheses: skip to the last one.
    char line[512];
    size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = 0;
    char *after = NULL;
    for (char *at = line; *at; at++) if (*at == ')') after = at + 1;
    if (after == NULL || sscanf(line, "%d", &pid) != 1 || sscanf(after, " %c %d", &state, &parent) != 2) continue;
    if (state == 'Z') continue;
    if (*count == capacity) {
      capacity = capacity ? capacity * 2 : 256;
      process *grown = realloc(list, capacity * sizeof *list);
      if (grown == NULL) break;
      list = grown;
    }
    list[(*count)++] = (process){pid, parent, false};
  }
  closedir(folder);
  return list;
}

// Signals every descendant. As a subreaper this process is an ancestor of whatever the trainer started, also of what
// left its session, so nothing escapes.
static void signal_descendants(int number) {
  size_t count;
  process *list = list_processes(&count);
  pid_t self = getpid();
  bool found = true;
  while (found) {
    found = false;
    for (size_t i = 0; i < count; i++) {
      if (list[i].ours) continue;
      bool ours = list[i].parent == self;
      for (size_t j = 0; j < count && !ours; j++) ours = list[j].ours && list[j].pid == list[i].parent;
      if (ours) found = list[i].ours = true;
    }
  }
  for (size_t i = 0; i < count; i++)
    if (list[i].ours) kill(list[i].pid, number);
  free(list);
}

// MARK: Supervising

static struct timespec timespec_of(double seconds) {
  if (seconds < 0) seconds = 0;
  struct timespec time = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
  return time;
}

supervised_result supervise(const supervised_program *program) {
  supervised_result result = {0};
  sigset_t watched, mask;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGHUP);
  sigprocmask(SIG_BLOCK, &watched, NULL);
  sigemptyset(&mask);
  prctl(PR_SET_CHILD_SUBREAPER, 1);

  int report[2];
  pid_t trainer = -1;
  if (pipe2(report, O_CLOEXEC) == 0) {
    trainer = fork();
    if (trainer == 0) start(program, &mask, report[1]);
    close(report[1]);
  }
  start_failure failure = {STEP_PROGRAM, errno};
  if (trainer < 0 || read(report[0], &failure, sizeof failure) == sizeof failure) {
    if (trainer > 0) waitpid(trainer, NULL, 0);
    result.end = SUPERVISED_NOT_STARTED;
    result.step = failure.step;
    result.value = failure.error;
    return result;
  }
  close(report[0]);

  double timeout = program->timeout > 0 ? now() + program->timeout : 0;
  double kill_at = 0;  // set once the tree is being ended
  bool trainer_ended = false, forced = false;
  for (;;) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
      if (pid != trainer) continue;
      trainer_ended = true;
      if (forced) continue;  // the end that was forced on it is what counts
      result.end = WIFEXITED(status) ? SUPERVISED_EXITED : SUPERVISED_SIGNALLED;
      result.value = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    }
    if (pid < 0 && errno == ECHILD) break;

    double time = now();
    bool leftovers = trainer_ended && kill_at == 0;
    bool late = timeout != 0 && time >= timeout && !forced && !trainer_ended;
    if (late) {
      forced = true;
      result.end = SUPERVISED_TIMED_OUT;
    }
    if (leftovers || late) {
      signal_descendants(SIGTERM);
      kill_at = time + program->grace;
    } else if (kill_at != 0 && time >= kill_at) {
      signal_descendants(SIGKILL);
    }

    // Once SIGKILL is due, a process that is forking may slip through one look: look again soon.
    double wait = kill_at != 0 ? (time >= kill_at ? 0.02 : kill_at - time) : timeout != 0 ? timeout - time : 3600;
    struct timespec limit = timespec_of(wait);
    int number = sigtimedwait(&watched, NULL, &limit);
    if (number == SIGTERM || number == SIGINT || number == SIGHUP) {
      if (!forced && !trainer_ended) result.end = SUPERVISED_STOPPED;
      forced = forced || !trainer_ended;
      if (kill_at == 0) {
        signal_descendants(SIGTERM);
        kill_at = now() + program->grace;
      }
    }
  }

  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  result.user_seconds = usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6;
  result.system_seconds = usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
  result.peak_memory_kib = usage.ru_maxrss;
  return result;
}
