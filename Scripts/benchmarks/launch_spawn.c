/* The least that a launcher can do: N processes, at most P alive, each started by posix_spawn with a folder and a log of its
   own. Prints the seconds that it took. Usage: launch_spawn N P FOLDER */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int start(const char *folder, int number) {
  static char *const command[] = {"/bin/echo", "{\"accuracy\":0.5}", NULL};
  char path[4096];
  snprintf(path, sizeof path, "%s/%d", folder, number);
  if (mkdir(path, 0755) != 0) return -1;
  snprintf(path, sizeof path, "%s/%d/stdout.log", folder, number);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  pid_t pid;
  int error = posix_spawn(&pid, command[0], &actions, NULL, command, environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? 0 : -1;
}

int main(int count, char **words) {
  if (count != 4) return 2;
  int trials = atoi(words[1]), parallel = atoi(words[2]), started = 0, ended = 0;
  double begin = now();
  while (ended < trials) {
    while (started < trials && started - ended < parallel)
      if (start(words[3], started++) != 0) return 1;
    if (waitpid(-1, NULL, 0) < 0) return 1;
    ended++;
  }
  printf("%.6f\n", now() - begin);
  return 0;
}
