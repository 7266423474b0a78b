import Foundation

/// Processes of a trial whose supervisor was killed. They are known by the variable that only that trial's processes
/// inherit, wherever they moved in the process tree.
enum Leftovers {
  static func end(of folder: TrialFolder) {
    let mark = Array("LUNAS_TRIAL_DIR=\(folder.path)".utf8)
    // A process that is forking may slip through one look.
    for _ in 0..<50 {
      let pids = all(with: mark)
      if pids.isEmpty { return }
      for pid in pids { kill(pid, SIGKILL) }
      usleep(10_000)
    }
  }

  private static func all(with mark: [UInt8]) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
      guard pid != getpid(), let data = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else {
        return false
      }
      return [UInt8](data).split(separator: 0).contains { $0.elementsEqual(mark) }
    }
  }
}
