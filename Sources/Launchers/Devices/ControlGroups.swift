/// The limits that Linux' control groups set for this process, of version 1 and 2.
///
/// A limit of any group above counts too, so the smallest from the process' own to the root is taken. A container
/// often sees its own group as the root while `/proc/self/cgroup` names it by its path outside; then the paths
/// that are not there are passed over and the root is what is meant.
struct ControlGroups {
  /// How many cores' time may be used, or nil without a limit.
  let cpus: Double?
  /// In bytes, or nil without a limit.
  let memory: Int?
  /// What the group that limits memory has taken of it, in bytes; without what files leave in the cache.
  let memoryUsed: Int?

  /// Reads them under a folder that holds `proc` and `sys`.
  init(root: String) {
    let mounted = root + "/sys/fs/cgroup"
    var cpus: [Double] = []
    var memory: [MemoryLimit] = []
    let lines = (KernelFile.text(root + "/proc/self/cgroup") ?? "0::/").split(separator: "\n")
    for line in lines {
      // For example `4:memory:/user.slice` (version 1) or `0::/user.slice` (version 2).
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { continue }
      let controllers = Set(parts[1].split(separator: ",").map(String.init))
      if parts[1].isEmpty {
        for folder in Self.folders(parts[2], under: [mounted, mounted + "/unified"]) {
          cpus += Self.quota(KernelFile.text(folder + "/cpu.max") ?? "")
          memory += Self.limit(folder, of: "memory.max", used: "memory.current", cache: "inactive_file")
        }
      }
      if controllers.contains("cpu") {
        for folder in Self.folders(parts[2], under: [mounted + "/cpu", mounted + "/" + parts[1]]) {
          let quota = KernelFile.text(folder + "/cpu.cfs_quota_us") ?? ""
          cpus += Self.quota(quota + " " + (KernelFile.text(folder + "/cpu.cfs_period_us") ?? ""))
        }
      }
      if controllers.contains("memory") {
        for folder in Self.folders(parts[2], under: [mounted + "/memory"]) {
          memory += Self.limit(
            folder, of: "memory.limit_in_bytes", used: "memory.usage_in_bytes", cache: "total_inactive_file")
        }
      }
    }
    self.cpus = cpus.min()
    let tightest = memory.min { $0.bytes < $1.bytes }
    (self.memory, memoryUsed) = (tightest?.bytes, tightest?.used)
  }

  /// A group's folder and those above it.
  private static func folders(_ path: String, under roots: [String]) -> [String] {
    let names = path.split(separator: "/")
    return roots.flatMap { root in
      (0...names.count).map { root + names.prefix($0).map { "/" + $0 }.joined() }
    }
  }

  /// Cores' time of `QUOTA PERIOD`, in microseconds; nothing for `max` and -1, which are no limit.
  private static func quota(_ text: String) -> [Double] {
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 else {
      return []
    }
    return [quota / period]
  }

  /// A limit of memory. Version 1 writes the largest number of whole pages where there is none.
  private static func limit(_ folder: String, of name: String, used: String, cache: String) -> [MemoryLimit] {
    guard let bytes = KernelFile.number("\(folder)/\(name)") else { return [] }
    let cached = KernelFile.numbers("\(folder)/memory.stat")[cache] ?? 0
    return [MemoryLimit(bytes: bytes, used: KernelFile.number("\(folder)/\(used)").map { max(0, $0 - cached) })]
  }

  private struct MemoryLimit {
    let bytes: Int
    let used: Int?
  }
}
