// The server of supervisors. It forks and waits, and knows nothing of trials.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "request.h"
#include "supervisor.h"

// MARK: The side of the controller

int supervisor_start_server(const char *const *command, int *socket, pid_t *pid) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  // Onto itself, a descriptor would stay closed on exec.
  int theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, SUPERVISOR_SOCKET + 1);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int descriptor = 0; descriptor <= 2; descriptor++)
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, theirs, SUPERVISOR_SOCKET);
  posix_spawn_file_actions_addclosefrom_np(&actions, SUPERVISOR_SOCKET + 1);
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  // Blocked from the first moment: a request to end that comes before a supervisor is ready waits for it.
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  posix_spawnattr_setsigmask(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  int error = posix_spawn(pid, command[0], &actions, &attributes, (char *const *)command, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (theirs >= 0) close(theirs);
  if (error == 0)
    *socket = ends[0];
  else
    close(ends[0]);
  return error;
}

// MARK: The server

typedef struct {
  pid_t pid;
  uint64_t token;
} child;

typedef struct {
  int socket;
  child *children;
  size_t count, capacity;
} server;

static void tell(server *self, supervisor_notice notice) {
  // A controller that is gone hears nothing; the end of the socket ends this server soon.
  ssize_t ignored = send(self->socket, &notice, sizeof notice, MSG_NOSIGNAL);
  (void)ignored;
}

static void remember(server *self, pid_t pid, uint64_t token) {
  if (self->count == self->capacity) {
    size_t capacity = self->capacity ? self->capacity * 2 : 64;
    child *grown = realloc(self->children, capacity * sizeof *grown);
    if (grown == NULL) return;  // its end is then seen by its lock
    self->children = grown;
    self->capacity = capacity;
  }
  self->children[self->count++] = (child){pid, token};
}

static void reap(server *self) {
  pid_t pid;
  while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
    for (size_t i = 0; i < self->count; i++) {
      if (self->children[i].pid != pid) continue;
      tell(self, (supervisor_notice){.token = self->children[i].token, .pid = pid, .ended = 1});
      self->children[i] = self->children[--self->count];
      break;
    }
  }
}

static void serve_one(server *self, request *request, int signals) {
  pid_t pid = fork();
  if (pid == 0) {
    // Its own session: whoever ends the server's ends no supervisor.
    setsid();
    close(self->socket);
    close(signals);
    _exit(supervise(&request->program, request->lock) == 0 ? 0 : 1);
  }
  tell(self, (supervisor_notice){.token = request->token, .pid = pid > 0 ? pid : 0, .error = pid > 0 ? 0 : errno});
  if (pid > 0) remember(self, pid, request->token);
}

int supervisor_serve(int socket) {
  server self = {.socket = socket};
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGHUP);
  sigprocmask(SIG_BLOCK, &watched, NULL);
  fcntl(socket, F_SETFD, FD_CLOEXEC);
  // A thread of the controller started this process, and its threads may have a niceness of their own, which would come
  // down to the trainers.
  errno = 0;
  int niceness = getpriority(PRIO_PROCESS, getppid());
  if (errno == 0) setpriority(PRIO_PROCESS, 0, niceness);
  int signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) return errno;
  for (;;) {
    struct pollfd files[2] = {{signals, POLLIN, 0}, {socket, POLLIN, 0}};
    if (poll(files, 2, -1) < 0 && errno != EINTR) return errno;
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info)
      if (info.ssi_signo != SIGCHLD) return 0;
    reap(&self);
    if (files[1].revents == 0) continue;
    request request;
    int found = request_read(socket, &request);
    if (found > 0) serve_one(&self, &request, signals);
    request_free(&request);
    if (found == 0) return 0;
  }
}
