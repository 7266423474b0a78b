import Glibc

/// A program that tells something, and is not waited for longer than it deserves: one that asks a hung driver never ends.
struct BoundedCommand {
  let path: String
  let arguments: [String]
  let seconds: Double

  /// What is read of its output.
  private static let longestOutput = 1 << 20

  /// Runs it, and gives what it printed and its exit code.
  ///
  /// - Throws: ``DeviceError`` where it cannot be started or does not end in time. It is killed then, and left to itself:
  ///   a process inside a hung driver does not even die.
  func output() throws(DeviceError) -> (text: String, code: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw problem("cannot be started", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var pid = pid_t()
    let error = spawn(output: ends[1], &pid)
    close(ends[1])
    guard error == 0 else { throw problem("cannot be started", error) }
    let deadline = Self.now + seconds
    let bytes = read(ends[0], until: deadline)
    while bytes != nil, Self.now < deadline {
      var status: Int32 = 0
      let ended = waitpid(pid, &status, WNOHANG)
      if ended == pid {
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
        return (String(decoding: bytes ?? [], as: UTF8.self), code)
      }
      if ended < 0, errno != EINTR { return (String(decoding: bytes ?? [], as: UTF8.self), 0) }
      usleep(1000)
    }
    kill(pid, SIGKILL)
    for _ in 0..<50 where waitpid(pid, nil, WNOHANG) == 0 { usleep(2000) }
    throw DeviceError("\(path) did not answer within \(seconds) s; the driver may hang")
  }

  private func spawn(output: Int32, _ pid: inout pid_t) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    // Some of its errors go to one, some to the other.
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    // What never ends must hold none of this process's locks and pipes. One that is closed by then does no harm.
    for descriptor in KernelFile.names("/proc/self/fd").compactMap({ Int32($0) }) where descriptor > STDERR_FILENO
    {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // No terminal's Ctrl-C ends it, and no blocked signal is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    return posix_spawn(&pid, path, &actions, &attributes, &words, environ)
  }

  /// All that comes until the end of the output; nil where that does not come in time.
  private func read(_ end: Int32, until deadline: Double) -> [UInt8]? {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16_384)
    while true {
      let left = deadline - Self.now
      if left <= 0 { return nil }
      var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(left * 1000) + 1)
      if ready < 0, errno != EINTR { return nil }
      if ready <= 0 { continue }
      let count = Glibc.read(end, &part, part.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return bytes }
      if bytes.count < Self.longestOutput { bytes += part[..<count] }
    }
  }

  private func problem(_ what: String, _ code: Int32) -> DeviceError {
    DeviceError("\(path) \(what): \(String(cString: strerror(code)))")
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
