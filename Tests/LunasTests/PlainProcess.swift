import Glibc

/// A process that inherits nothing of the tests but the three streams it is given: signals as in a fresh shell, and
/// no descriptors that would tie the tests to what it leaves behind.
enum PlainProcess {
  struct CannotStart: Error {
    let code: Int32
  }

  /// Runs a program to its end, with files as its streams.
  ///
  /// - Returns: the exit code, or minus the signal that ended it.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String], folder: String, input: String,
    output: String, error: String
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var words: [UnsafeMutablePointer<CChar>?] =
      (["bash", "-c", Self.launcher, folder, program] + arguments)
      .map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/bash", &actions, &attributes, &words, &variables)
    guard code == 0 else { throw CannotStart(code: code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  /// What `posix_spawn` cannot do everywhere: a folder, and no descriptors.
  private static let launcher = """
    cd "$0"; for fd in /proc/$$/fd/*; do fd=${fd##*/}; [ "$fd" -le 2 ] || eval "exec $fd>&-"; done; exec "$@"
    """
}
