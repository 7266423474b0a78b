import Foundation

/// A clock that a test sets, for the programs that get its environment: a small library between them and the system's.
struct JumpingClock {
  private let folder: String

  struct CannotBuild: Error {}

  init(in folder: String) throws {
    self.folder = folder
    try Self.source.write(toFile: "\(folder)/clock.c", atomically: true, encoding: .utf8)
    // The compiler that comes with Swift.
    let code = try PlainProcess.run(
      "/usr/bin/env", ["clang", "-shared", "-fPIC", "-o", "clock.so", "clock.c"],
      environment: ProcessInfo.processInfo.environment, folder: folder, input: "/dev/null", output: "/dev/null",
      error: "\(folder)/clock.err")
    guard code == 0 else { throw CannotBuild() }
    try jump(to: 0)
  }

  var environment: [String: String] { ["LD_PRELOAD": "\(folder)/clock.so", "TEST_CLOCK": "\(folder)/clock"] }

  /// Sets the clock so many seconds before or after the true time.
  func jump(to seconds: Int) throws {
    try "\(seconds)".write(toFile: "\(folder)/clock", atomically: true, encoding: .utf8)
  }

  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <stdlib.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>
    static time_t jump(void) {
      char text[32] = {0};
      int file = open(getenv("TEST_CLOCK"), O_RDONLY | O_CLOEXEC);
      ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
      if (file >= 0) close(file);
      return length > 0 ? atol(text) : 0;
    }
    int clock_gettime(clockid_t clock, struct timespec *time) {
      static int (*real)(clockid_t, struct timespec *);
      if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
      int result = real(clock, time);
      if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) time->tv_sec += jump();
      return result;
    }
    int gettimeofday(struct timeval *time, void *zone) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      time->tv_sec = now.tv_sec;
      time->tv_usec = now.tv_nsec / 1000;
      return 0;
    }
    """
}
