import Foundation

/// The lock of a trial folder. It is held exactly while a supervisor lives or is about to: liveness is a fact and not
/// a timeout.
enum FolderLock {
  /// Takes the lock, to be handed to a supervisor. Nil where one holds it.
  static func take(_ folder: TrialFolder) throws(TrialFolderError) -> Int32? {
    let descriptor = open(folder.lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TrialFolderError(
        path: folder.lockPath, problem: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    for _ in 0..<looks {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
      // Whoever only looks has it shared for a moment; a supervisor has it for itself.
      guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { break }
      flock(descriptor, LOCK_UN)
      usleep(200)
    }
    close(descriptor)
    return nil
  }

  /// How often it is tried beside those who only look: one of them may be stopped in the middle.
  private static let looks = 5000

  /// Whether a supervisor holds it.
  static func isHeld(_ folder: TrialFolder) -> Bool {
    let descriptor = open(folder.lockPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  /// The supervisor's pid, meaningful only while the lock is held.
  static func holder(_ folder: TrialFolder) -> pid_t? {
    guard let text = try? String(contentsOfFile: folder.lockPath, encoding: .utf8) else { return nil }
    return pid_t(text.prefix { $0.isNumber })
  }
}
