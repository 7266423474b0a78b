import Foundation

/// Every process of the machine at one moment, with what it uses. One pass over `/proc`.
public struct ProcessSnapshot: Sendable {
  /// What a trial's processes use together.
  public struct Use: Sendable, Equatable {
    /// The processes, without the supervisor.
    public var pids: [Int32]
    /// In bytes; what several of them share counts once, as far as the kernel tells.
    public var memory: Int
    /// User and system time since the trial began, also of those that have ended, in seconds.
    public var cpuSeconds: Double
  }

  private struct Process {
    let parent: Int32
    /// In ticks.
    let own: Int
    /// Of its children that have ended, in ticks.
    let reaped: Int
    /// Resident pages.
    let pages: Int
  }

  private let processes: [Int32: Process]
  private let children: [Int32: [Int32]]

  /// Looks.
  public init() {
    var (processes, children): ([Int32: Process], [Int32: [Int32]]) = ([:], [:])
    for pid in KernelFile.names("/proc").compactMap({ Int32($0) }) {
      // The name in brackets may have anything in it, also brackets. Then: state, parent, ..., times at 11 to 14, pages at 21.
      guard let rest = KernelFile.text("/proc/\(pid)/stat")?.split(separator: ")").last else { continue }
      let words = rest.split(separator: " ")
      guard words.count > 21, let parent = Int32(words[1]) else { continue }
      let numbers = words.map { Int($0) ?? 0 }
      processes[pid] = Process(
        parent: parent, own: numbers[11] + numbers[12], reaped: numbers[13] + numbers[14], pages: numbers[21])
      children[parent, default: []].append(pid)
    }
    (self.processes, self.children) = (processes, children)
  }

  /// What all that came from a supervisor uses, or nil where there is no such process.
  ///
  /// A supervisor is the parent of what its trainer leaves behind, so nothing is missed.
  public func use(ofSupervisor supervisor: Int32) -> Use? {
    guard let own = processes[supervisor] else { return nil }
    var (pids, ticks): ([Int32], Int) = ([], own.reaped)
    var rest = children[supervisor] ?? []
    while let pid = rest.popLast(), let process = processes[pid] {
      pids.append(pid)
      ticks += process.own + process.reaped
      rest += children[pid] ?? []
    }
    return Use(
      pids: pids.sorted(), memory: memory(of: pids),
      cpuSeconds: Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))))
  }

  /// A process alone shares with nobody who counts, and what several share is told for more work.
  private func memory(of pids: [Int32]) -> Int {
    pids.reduce(0) { sum, pid in
      let shared = pids.count > 1 ? KernelFile.numbers("/proc/\(pid)/smaps_rollup")["Pss"].map { $0 * 1024 } : nil
      return sum + (shared ?? (processes[pid]?.pages ?? 0) * sysconf(Int32(_SC_PAGESIZE)))
    }
  }
}
