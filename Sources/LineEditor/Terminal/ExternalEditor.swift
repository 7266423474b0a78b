// `environ` is a variable of C's that Swift cannot tell to be safe; it is only read here.
@preconcurrency import Glibc

/// The user's own editor, opened on a text.
enum ExternalEditor {
  /// What went wrong, in words for the user.
  struct Failure: Error { let description: String }

  /// Lets the user edit a text and gives what came of it; nil where the editor ended with a failure.
  static func edit(_ text: String, fileExtension: String, input: Int32, output: Int32) throws(Failure) -> String? {
    let command = (Environment.value("VISUAL") ?? "").words ?? (Environment.value("EDITOR") ?? "").words ?? ["vi"]
    let folder = Environment.value("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let suffix = "." + fileExtension
    var template = Array("\(folder)/entry-XXXXXX\(suffix)".utf8CString)
    let file = mkstemps(&template, Int32(suffix.utf8.count))
    guard file >= 0 else { throw Failure(description: "cannot write to \(folder)") }
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer { unlink(path) }
    let isWritten = Descriptor.writeAll(file, Array((text + "\n").utf8))
    close(file)
    guard isWritten else { throw Failure(description: "cannot write to \(folder)") }
    guard try run(command + [path], input: input, output: output) else { return nil }
    return read(path)
  }

  private static func read(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var edited = String(decoding: Descriptor.readAll(file), as: UTF8.self)
    while edited.last?.isNewline == true { edited.removeLast() }
    return edited
  }

  /// Runs a program in the foreground. Whether it succeeded.
  private static func run(_ arguments: [String], input: Int32, output: Int32) throws(Failure) -> Bool {
    // An interrupt typed at the editor is meant for it alone.
    let ignored = [SIGINT, SIGQUIT].map { ($0, ignore($0)) }
    defer {
      for (number, action) in ignored {
        var action = action
        sigaction(number, &action, nil)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGQUIT, SIGPIPE, SIGTSTP] { sigaddset(&defaults, number) }
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_adddup2(&files, input, 0)
    posix_spawn_file_actions_adddup2(&files, output, 1)
    var pointers = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var process: pid_t = 0
    let failure = posix_spawnp(&process, arguments[0], &files, &attributes, pointers, environ)
    guard failure == 0 else {
      throw Failure(description: "cannot run the editor \(arguments[0]): \(String(cString: strerror(failure)))")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      // Whoever else waits for children has its status; what is in the file counts then.
      if errno != EINTR { return true }
    }
    return status == 0
  }

  private static func ignore(_ signal: Int32) -> sigaction {
    var new = sigaction()
    new.__sigaction_handler.sa_handler = SIG_IGN
    var old = sigaction()
    sigaction(signal, &new, &old)
    return old
  }
}

extension String {
  /// What stands between blanks, or nil where nothing does.
  fileprivate var words: [String]? {
    let words = split { $0 == " " || $0 == "\t" }.map(String.init)
    return words.isEmpty ? nil : words
  }
}
