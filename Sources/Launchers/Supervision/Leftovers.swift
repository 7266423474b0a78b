import Foundation

/// A process of a trial whose supervisor is gone.
public struct Leftover: Sendable, Equatable {
  public let pid: Int32
  /// The folder of its trial.
  public let folder: String
  /// The words with which it was started.
  public let command: String?
}

/// Processes of trials whose supervisor was killed. They are known by the variable that only a trial's processes inherit,
/// wherever they moved in the process tree.
public enum Leftovers {
  /// How often is looked again, 10 ms apart: a process that is forking may slip through one look, and one that is killed takes
  /// its time, most of all where it has a GPU.
  private static let looks = 50

  /// Ends what is left of one trial.
  static func end(of folder: TrialFolder) {
    let mark = Array("\(variable)\(folder.path)".utf8)
    _ = end { processes(marked: mark) { $0 == folder.path } }
  }

  /// What is left of the trials of a workspace: of those whose folder no supervisor has locked. One pass over `/proc`.
  ///
  /// Who works at a terminal with the variables of a trial, to find out why it failed, is nobody's leftover: supervisors have
  /// no terminal.
  ///
  /// - Parameter searches: the workspace's folder `searches`, as the absolute path that its trials were started with.
  public static func find(under searches: String) -> [Leftover] {
    let start = searches.hasSuffix("/") ? searches : searches + "/"
    let mark = Array("\(variable)\(start)".utf8)
    var isFree: [String: Bool] = [:]
    return processes(marked: mark) { folder in
      if let known = isFree[folder] { return known }
      let found = !FolderLock.isHeld(TrialFolder(folder))
      isFree[folder] = found
      return found
    }.filter { !hasTerminal($0.pid) }
  }

  /// Ends what is left of the trials of a workspace.
  ///
  /// - Returns: those that cannot be ended, as they hang in a driver.
  public static func end(under searches: String) -> [Leftover] { end { find(under: searches) } }

  private static func end(_ find: () -> [Leftover]) -> [Leftover] {
    for _ in 0..<looks {
      let found = find()
      if found.isEmpty { return [] }
      for process in found { kill(process.pid, SIGKILL) }
      usleep(10_000)
    }
    return find()
  }

  // MARK: Looking

  private static let variable = "LUNAS_TRIAL_DIR="

  /// Processes with the variable, but for this one and those that it comes from.
  ///
  /// - Parameters:
  ///   - mark: how the variable begins.
  ///   - isWanted: tells by the folder that the variable names.
  private static func processes(marked mark: [UInt8], where isWanted: (String) -> Bool) -> [Leftover] {
    let table = ProcessTable()
    var own: Set<Int32> = []
    var next: Int32? = getpid()
    while let pid = next, own.insert(pid).inserted { next = table.parent(of: pid) }
    var environment = EnvironmentFile()
    return KernelFile.names("/proc").compactMap { pid_t($0) }.sorted().compactMap { pid in
      guard !own.contains(pid),
        let value = environment.value(of: pid, beginning: mark, skipping: variable.utf8.count),
        isSame(value, in: pid), isWanted(value)
      else { return nil }
      return Leftover(pid: pid, folder: value, command: table.command(of: pid))
    }
  }

  /// Whether a path is the same folder for a process as here, which it is not in another container.
  private static func isSame(_ folder: String, in pid: pid_t) -> Bool {
    var (here, there) = (stat(), stat())
    // One that somebody has removed is the same where it is missing for both.
    guard stat(folder, &here) == 0 else { return stat("/proc/\(pid)/root\(folder)", &there) != 0 }
    return stat("/proc/\(pid)/root\(folder)", &there) == 0
      && here.st_ino == there.st_ino && here.st_dev == there.st_dev
  }

  private static func hasTerminal(_ pid: pid_t) -> Bool {
    // After the name in brackets: state, parent, group, session, terminal.
    guard let rest = KernelFile.text("/proc/\(pid)/stat")?.split(separator: ")").last else { return false }
    let words = rest.split(separator: " ")
    return words.count > 4 && words[4] != "0"
  }
}

/// Reads the variables of processes into the same memory over and over.
private struct EnvironmentFile {
  private var bytes = [UInt8](repeating: 0, count: 1 << 16)

  /// The rest of the first variable that begins with some bytes, without those skipped; nil also where the process is
  /// somebody else's.
  mutating func value(of pid: pid_t, beginning mark: [UInt8], skipping skipped: Int) -> String? {
    let descriptor = open("/proc/\(pid)/environ", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var length = 0
    while true {
      if length == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
      let count = bytes.withUnsafeMutableBytes { room in
        read(descriptor, room.baseAddress?.advanced(by: length), room.count - length)
      }
      if count <= 0 { break }
      length += count
    }
    return bytes.withUnsafeBytes { all in
      var rest = UnsafeRawBufferPointer(rebasing: all[..<length])
      while let start = rest.baseAddress, !rest.isEmpty {
        let end = memchr(start, 0, rest.count).map { UnsafeRawPointer($0) - start } ?? rest.count
        if end >= mark.count, memcmp(start, mark, mark.count) == 0 {
          return String(decoding: rest[skipped..<end], as: UTF8.self)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[min(end + 1, rest.count)...])
      }
      return nil
    }
  }
}
