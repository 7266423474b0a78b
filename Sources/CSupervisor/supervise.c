// The work of a supervisor: one trainer from its start until everything that came from it is gone.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "output.h"
#include "record.h"
#include "supervisor.h"
#include "trainer.h"
#include "tree.h"

typedef struct {
  struct timespec time;
  off_t size;
} report_file;

typedef struct {
  const supervised_program *program;
  int folder;
  int signals;
  output logs[2];
  pid_t trainer;
  bool trainer_ended;
  const char *forced;  // how it ends, where it is made to
  double kill_at;      // once everything is being ended: when SIGKILL is due
  double heard_at;     // the last output or change of the metrics
  report_file reported[2];  // the files that trainers report to, as they were at the last look
  double reports_seen_at;
  pid_t *tree;
  size_t tree_size;
  double tree_listed_at;
  int64_t peak_memory;
  exit_record record;
} supervision;

// Seconds between looks at the memory in use, and between looks for new processes.
static const double memory_pause = 0.1, tree_pause = 1;

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// The clock that nobody sets.
static double now(void) { return seconds(CLOCK_MONOTONIC); }

// MARK: Ending

static void end_everything(supervision *self, double time) {
  tree_signal(SIGTERM);
  self->kill_at = time + self->program->grace;
}

// Makes the trial end, unless it is ending already.
static void force(supervision *self, const char *how, double time) {
  if (self->forced != NULL || self->trainer_ended) return;
  self->forced = how;
  if (self->kill_at == 0) end_everything(self, time);
}

static void obey_signals(supervision *self, double time) {
  struct signalfd_siginfo info;
  while (read(self->signals, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGCHLD) continue;
    force(self, "stopped", time);
    if (self->kill_at == 0) end_everything(self, time);
  }
}

// Reaps what has ended. Returns whether nothing is left.
static bool reap(supervision *self) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid != self->trainer) continue;
    self->trainer_ended = true;
    if (self->forced != NULL) continue;  // the end that was forced on it is what counts
    self->record.how = WIFEXITED(status) ? "exited" : "signalled";
    self->record.value = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  }
  return pid < 0 && errno == ECHILD;
}

// MARK: Limits

static void check_memory(supervision *self, double time) {
  if (time >= self->tree_listed_at + tree_pause) {
    free(self->tree);
    self->tree = tree_list(&self->tree_size);
    self->tree_listed_at = time;
  }
  int64_t limit = self->program->memory_limit;
  int64_t used = tree_memory(self->tree, self->tree_size, limit);
  if (used > self->peak_memory) self->peak_memory = used;
  if (used <= limit) return;
  force(self, "memory_limit", time);
  // It takes more with every moment, and the machine has others.
  if (self->forced != NULL && strcmp(self->forced, "memory_limit") == 0) tree_signal(SIGKILL);
}

// Whether something was reported since the last call. Times of files are only compared with each other: they are of a
// clock that somebody may set, or of another machine.
static bool has_reported(supervision *self) {
  static const char *names[2] = {"metrics.jsonl", "hypertune.jsonl"};
  bool found = false;
  for (int i = 0; i < 2; i++) {
    struct stat file = {0};
    if (fstatat(self->folder, names[i], &file, 0) != 0) continue;
    report_file now = {file.st_mtim, file.st_size}, *before = &self->reported[i];
    bool same = now.size == before->size && now.time.tv_sec == before->time.tv_sec &&
        now.time.tv_nsec == before->time.tv_nsec;
    // One that was only opened says nothing.
    if (!same && now.size > 0) found = true;
    *before = now;
  }
  return found;
}

// The pause between two looks at the reports, after which a report is heard at the latest.
static double report_pause(const supervision *self) { return fmin(fmax(self->program->silence / 50, 0.05), 2); }

static void check_silence(supervision *self, double time) {
  bool is_due = time >= self->heard_at + self->program->silence;
  if (is_due || time >= self->reports_seen_at + report_pause(self)) {
    if (has_reported(self)) {
      self->heard_at = time;
      is_due = false;
    }
    self->reports_seen_at = time;
  }
  if (is_due) force(self, "silent", time);
}

// Does what is due, and returns the seconds until something is due again.
static double check_limits(supervision *self, double start, double time) {
  const supervised_program *program = self->program;
  double due = INFINITY;
  if (!self->trainer_ended && self->forced == NULL) {
    if (program->timeout > 0 && time >= start + program->timeout) force(self, "timed_out", time);
    if (program->memory_limit > 0) check_memory(self, time);
    if (program->silence > 0) check_silence(self, time);
    if (program->timeout > 0) due = fmin(due, start + program->timeout - time);
    if (program->memory_limit > 0) due = fmin(due, memory_pause);
    if (program->silence > 0) {
      due = fmin(due, self->heard_at + program->silence - time);
      due = fmin(due, self->reports_seen_at + report_pause(self) - time);
    }
  }
  if (self->trainer_ended && self->kill_at == 0) end_everything(self, time);
  if (self->kill_at != 0) {
    bool late = time >= self->kill_at;
    if (late) tree_signal(SIGKILL);
    // Once SIGKILL is due, a process that is forking may slip through one look: look again soon.
    due = fmin(due, late ? 0.02 : self->kill_at - time);
  }
  return due;
}

static void wait_for_news(supervision *self, double due) {
  struct pollfd files[3] = {{self->signals, POLLIN, 0}};
  for (int i = 0; i < 2; i++) files[i + 1] = (struct pollfd){self->logs[i].source, POLLIN, 0};
  // One millisecond more, so that what is waited for is due when it is looked at.
  int limit = due > 3600 ? 3600000 : due < 0 ? 0 : (int)(due * 1000) + 1;
  poll(files, 3, limit);
  for (int i = 0; i < 2; i++)
    if (files[i + 1].revents != 0 && output_take(&self->logs[i])) self->heard_at = now();
}

// MARK: One trial

static bool start(supervision *self) {
  static const char *names[2] = {"stdout.log", "stderr.log"};
  static char reason[4400];
  int ends[2] = {-1, -1};
  start_failure failure = {STEP_OUTPUT, 0};
  for (int i = 0; i < 2 && failure.error == 0; i++)
    failure.error = output_open(&self->logs[i], self->folder, names[i], self->program, &ends[i]);
  self->trainer = failure.error == 0 ? trainer_start(self->program, ends[0], ends[1], &failure) : -1;
  for (int i = 0; i < 2; i++)
    if (ends[i] >= 0) close(ends[i]);
  if (self->trainer > 0) return true;
  const char *why = strerror(failure.error);
  switch (failure.step) {
    case STEP_OUTPUT: snprintf(reason, sizeof reason, "cannot take its output: %s", why); break;
    case STEP_CORES: snprintf(reason, sizeof reason, "cannot be kept to its cores: %s", why); break;
    case STEP_DIRECTORY:
      snprintf(reason, sizeof reason, "cannot enter the directory '%s': %s", self->program->directory, why);
      break;
    case STEP_PROGRAM:
      snprintf(reason, sizeof reason, "cannot start '%s': %s", self->program->arguments[0], why);
      break;
  }
  self->record.how = "not_started";
  self->record.reason = reason;
  return false;
}

static void attend(supervision *self, double start) {
  double time = now();
  self->heard_at = self->reports_seen_at = time;
  while (!reap(self)) {
    double due = check_limits(self, start, time);
    wait_for_news(self, due);
    time = now();
    obey_signals(self, time);
  }
}

// Waits for room on a full disk: the trial is done, and what it was worth must not be lost. A signal ends the waiting.
static int write_record(supervision *self) {
  static const int last_pause = 5000, patience = 600000;
  int error, pause = 50;
  for (int waited = 0;; waited += pause, pause = pause * 2 < last_pause ? pause * 2 : last_pause) {
    error = record_write(self->folder, &self->record);
    if ((error != ENOSPC && error != EDQUOT) || waited > patience) return error;
    struct pollfd file = {self->signals, POLLIN, 0};
    struct signalfd_siginfo info;
    if (poll(&file, 1, pause) > 0 && read(self->signals, &info, sizeof info) > 0 && info.ssi_signo != SIGCHLD)
      return error;
  }
}

int supervise(const supervised_program *program, int lock) {
  supervision self = {.program = program, .logs = {{.source = -1, .log = -1}, {.source = -1, .log = -1}}};
  char pid[16];
  int length = snprintf(pid, sizeof pid, "%d\n", getpid());
  if (ftruncate(lock, 0) != 0 || pwrite(lock, pid, length, 0) < 0) {
    // A full disk: nobody can ask this process to end then, but for those who started it.
  }
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGHUP);
  sigprocmask(SIG_BLOCK, &watched, NULL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  self.signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  self.folder = open(program->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self.signals < 0 || self.folder < 0) return errno;

  long long kills = record_kernel_kills();
  double began = now();
  self.record.started = seconds(CLOCK_REALTIME);
  if (start(&self)) {
    attend(&self, began);
    if (self.forced != NULL) self.record.how = self.forced;
  }
  for (int i = 0; i < 2; i++) self.record.lost_output += output_close(&self.logs[i]);
  // By the clock that nobody sets: a trial never ends before it began.
  self.record.ended = self.record.started + now() - began;

  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  self.record.user_seconds = usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6;
  self.record.system_seconds = usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
  int64_t largest = (int64_t)usage.ru_maxrss * 1024;
  self.record.peak_memory = largest > self.peak_memory ? largest : self.peak_memory;
  // A wrapper such as a shell says with 128 + 9 that SIGKILL ended what it waited for.
  bool was_killed = (strcmp(self.record.how, "signalled") == 0 && self.record.value == SIGKILL) ||
      (strcmp(self.record.how, "exited") == 0 && self.record.value == 128 + SIGKILL);
  self.record.was_killed_for_memory = was_killed && kills >= 0 && record_kernel_kills() > kills;

  // Most trials keep nothing, and thousands of empty folders take more room than all else.
  unlinkat(self.folder, "artifacts", AT_REMOVEDIR);
  int error = write_record(&self);
  free(self.tree);
  close(self.signals);
  close(self.folder);
  return error;
}
