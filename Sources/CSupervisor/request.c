#define _GNU_SOURCE
#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Followed by the cores, and by the strings with their ends: folder, directory, arguments, environment.
typedef struct {
  uint64_t token;
  uint64_t text_length;
  double timeout, grace, silence;
  int64_t memory_limit, output_limit;
  uint32_t core_count, argument_count, environment_count, is_private;
} head;

// MARK: Writing

static size_t length_of(const char *const *list, uint32_t *count) {
  size_t length = 0;
  for (*count = 0; list[*count] != NULL; ++*count) length += strlen(list[*count]) + 1;
  return length;
}

static char *put(char *at, const char *text) { return stpcpy(at, text) + 1; }

static int send_all(int socket, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(socket, bytes, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    bytes += sent;
    count -= sent;
  }
  return 0;
}

int supervisor_request(int socket, uint64_t token, const supervised_program *program, int lock) {
  head head = {
      .token = token, .timeout = program->timeout, .grace = program->grace, .silence = program->silence,
      .memory_limit = program->memory_limit, .output_limit = program->output_limit,
      .core_count = program->core_count, .is_private = program->is_private};
  head.text_length = strlen(program->folder) + 1 + strlen(program->directory) + 1 +
      length_of(program->arguments, &head.argument_count) + length_of(program->environment, &head.environment_count);
  size_t cores = program->core_count * sizeof *program->cores, length = cores + head.text_length;
  char *bytes = malloc(length);
  if (bytes == NULL) return ENOMEM;
  if (cores > 0) memcpy(bytes, program->cores, cores);
  char *at = put(put(bytes + cores, program->folder), program->directory);
  for (uint32_t i = 0; i < head.argument_count; i++) at = put(at, program->arguments[i]);
  for (uint32_t i = 0; i < head.environment_count; i++) at = put(at, program->environment[i]);

  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control = {0};
  struct iovec part = {&head, sizeof head};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  *rights = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof lock)};
  memcpy(CMSG_DATA(rights), &lock, sizeof lock);
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  int error = sent < 0 ? errno : send_all(socket, (char *)&head + sent, sizeof head - sent);
  if (error == 0) error = send_all(socket, bytes, length);
  free(bytes);
  return error;
}

// MARK: Reading

// Returns 1, or 0 where the other side is closed before all is there.
static int receive_all(int socket, char *bytes, size_t count) {
  while (count > 0) {
    ssize_t received = recv(socket, bytes, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return 0;
    bytes += received;
    count -= received;
  }
  return 1;
}

static int receive_head(int socket, head *head, int *lock) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control = {0};
  struct iovec part = {head, sizeof *head};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t received;
  do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (received < 0 && errno == EINTR);
  if (received <= 0) return 0;
  *lock = -1;
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  if (rights != NULL && rights->cmsg_type == SCM_RIGHTS) memcpy(lock, CMSG_DATA(rights), sizeof *lock);
  return receive_all(socket, (char *)head + received, sizeof *head - received);
}

static const char **take(char **at, uint32_t count) {
  const char **list = calloc(count + 1, sizeof *list);
  for (uint32_t i = 0; list != NULL && i < count; i++) {
    list[i] = *at;
    *at += strlen(*at) + 1;
  }
  return list;
}

int request_read(int socket, request *request) {
  head head;
  *request = (struct request){.lock = -1};
  if (!receive_head(socket, &head, &request->lock)) return 0;
  size_t cores = head.core_count * sizeof(int32_t), length = cores + head.text_length;
  request->bytes = malloc(length);
  if (request->bytes == NULL) return -1;
  if (!receive_all(socket, request->bytes, length)) return 0;
  char *at = request->bytes + cores;
  const char **places = take(&at, 2);
  if (places == NULL) return -1;
  request->token = head.token;
  request->program = (supervised_program){
      .folder = places[0], .directory = places[1], .timeout = head.timeout, .grace = head.grace,
      .silence = head.silence, .memory_limit = head.memory_limit, .output_limit = head.output_limit,
      .cores = (const int32_t *)request->bytes, .core_count = head.core_count,
      .is_private = head.is_private};
  free(places);
  request->program.arguments = take(&at, head.argument_count);
  request->program.environment = take(&at, head.environment_count);
  return request->program.arguments != NULL && request->program.environment != NULL ? 1 : -1;
}

void request_free(request *request) {
  free((void *)request->program.arguments);
  free((void *)request->program.environment);
  free(request->bytes);
  if (request->lock >= 0) close(request->lock);
}
