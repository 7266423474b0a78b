import Foundation

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

  /// Reads them under a folder that holds `proc` and `sys`.
  init(root: String) {
    let mounted = root + "/sys/fs/cgroup"
    var cpus: [Double] = []
    var memory: [Int] = []
    let lines = (Self.text(root + "/proc/self/cgroup") ?? "0::/").split(separator: "\n")
    for line in lines {
      // For example `4:memory:/user.slice` (version 1) or `0::/user.slice` (version 2).
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { continue }
      let controllers = Set(parts[1].split(separator: ",").map(String.init))
      if parts[1].isEmpty {
        for folder in Self.folders(parts[2], under: [mounted, mounted + "/unified"]) {
          cpus += Self.quota(Self.text(folder + "/cpu.max") ?? "")
          memory += Self.bytes(folder + "/memory.max")
        }
      }
      if controllers.contains("cpu") {
        for folder in Self.folders(parts[2], under: [mounted + "/cpu", mounted + "/" + parts[1]]) {
          let quota = Self.text(folder + "/cpu.cfs_quota_us") ?? ""
          cpus += Self.quota(quota + " " + (Self.text(folder + "/cpu.cfs_period_us") ?? ""))
        }
      }
      if controllers.contains("memory") {
        for folder in Self.folders(parts[2], under: [mounted + "/memory"]) {
          memory += Self.bytes(folder + "/memory.limit_in_bytes")
        }
      }
    }
    self.cpus = cpus.min()
    self.memory = memory.min()
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

  /// Version 1 writes the largest number of whole pages where there is no limit.
  private static func bytes(_ path: String) -> [Int] {
    text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.map { [$0] } ?? []
  }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
