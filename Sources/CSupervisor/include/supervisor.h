// The part of the supervisor that must be C: it forks, and Swift cannot run between fork and exec.
#ifndef LUNAS_SUPERVISOR_H
#define LUNAS_SUPERVISOR_H

#include <stdint.h>
#include <sys/types.h>

// One trial. Lists end with NULL; times are in seconds and sizes in bytes, and 0 stands for no limit.
typedef struct {
  const char *folder;  // of the trial; the logs and exit.json are written into it
  const char *directory;
  const char *const *arguments;
  const char *const *environment;
  double timeout;
  double grace;    // between SIGTERM and SIGKILL
  double silence;  // without output and without a change of the metrics
  int64_t memory_limit;
  int64_t output_limit;  // of each log
  const int32_t *cores;  // that it may use; none: all
  int32_t core_count;
  int32_t is_private;  // whether nobody but the owner may read the logs
} supervised_program;

// Runs a trial in a session of its own, and returns when it and every process that came from it are gone and exit.json
// says how that went. SIGTERM, SIGINT and SIGHUP to this process end it. `lock` is the open lock of the folder.
// Returns 0, or the errno for which exit.json could not be written.
int supervise(const supervised_program *program, int lock);

// Starts the server of supervisors: `command` in a session of its own, so that no terminal's Ctrl-C reaches it, with
// one end of a socket at SUPERVISOR_SOCKET and no other descriptor of this process; the other end is `socket`.
// Returns 0 or an errno.
int supervisor_start_server(const char *const *command, int *socket, pid_t *pid);

enum { SUPERVISOR_SOCKET = 3 };

// What the server does: forks a supervisor for every request and tells of its end, until the other side is closed. The
// supervisors go on then. A fork costs a tenth of what starting a program does, and shares nearly all its memory.
int supervisor_serve(int socket);

// Asks a server to run a trial, and hands it the lock of the folder. Returns 0 or an errno.
int supervisor_request(int socket, uint64_t token, const supervised_program *program, int lock);

// What a server tells.
typedef struct {
  uint64_t token;  // of the request
  int32_t pid;     // of the supervisor; 0 where it could not be started
  int32_t ended;   // whether it has ended
  int32_t error;   // the errno for which it could not be started
  int32_t unused;
} supervisor_notice;

#endif
