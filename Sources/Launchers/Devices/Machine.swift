import Foundation

/// What trials have of the machine besides GPUs, at one moment.
public struct Machine: Sendable, Equatable {
  /// The numbers of the CPU cores that this process may use, as `taskset` says.
  public var cores: [Int]
  /// How many cores' worth of time it may use, where a control group limits it; may be a fraction.
  public var quota: Double?
  /// Bytes of memory: the machine's, or what a control group leaves of it.
  public var memory: Int
  /// Bytes of it that are free or can be freed.
  public var availableMemory: Int?
  /// Processes that ran or wanted to in the last minute, in the mean, on the whole machine.
  public var load: Double?

  /// How many trials can run side by side where there is no GPU and each takes a core.
  public var cpuSlots: Int { max(1, min(cores.count, quota.map { Int($0.rounded(.down)) } ?? .max)) }

  /// Bytes of memory that the whole machine has.
  static var memory: Int { Int(ProcessInfo.processInfo.physicalMemory) }

  /// Describes a machine.
  public init(cores: [Int], quota: Double? = nil, memory: Int, availableMemory: Int? = nil, load: Double? = nil) {
    self.cores = cores
    self.quota = quota
    self.memory = memory
    self.availableMemory = availableMemory
    self.load = load
  }

  /// Looks at this machine.
  ///
  /// - Parameter root: where `proc` and `sys` are.
  public init(root: String = "") {
    var cores = CoreList.numbers(KernelFile.members("\(root)/proc/self/status")["Cpus_allowed_list"] ?? "")
    if cores.isEmpty { cores = Array(0..<max(1, ProcessInfo.processInfo.activeProcessorCount)) }
    self.cores = cores
    let group = ControlGroup(root: root)
    quota = group.quota
    let kibibytes = KernelFile.numbers("\(root)/proc/meminfo")
    let total = kibibytes["MemTotal"].map { $0 * 1024 } ?? Self.memory
    let available = kibibytes["MemAvailable"].map { $0 * 1024 }
    if let limit = group.memory, limit < total {
      memory = limit
      let left = group.memoryUsed.map { max(0, limit - $0) }
      availableMemory = [left, available].compactMap { $0 }.min()
    } else {
      (memory, availableMemory) = (total, available)
    }
    load = KernelFile.text("\(root)/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
  }
}

/// What the control group of this process limits, and those around it: the tightest counts.
private struct ControlGroup {
  var quota: Double?
  var memory: Int?
  /// Of the group that limits memory, in bytes; without what files leave in the cache.
  var memoryUsed: Int?

  init(root: String) {
    let lines = KernelFile.text("\(root)/proc/self/cgroup")?.split(separator: "\n") ?? []
    guard let own = lines.first(where: { $0.hasPrefix("0::") }) else { return }
    var parts = own.dropFirst(3).split(separator: "/").map(String.init)
    while true {
      let folder = (["\(root)/sys/fs/cgroup"] + parts).joined(separator: "/")
      let time = KernelFile.text("\(folder)/cpu.max")?.split(separator: " ").compactMap { Double($0) } ?? []
      if time.count == 2, time[1] > 0 { quota = min(quota ?? .infinity, time[0] / time[1]) }
      if let limit = KernelFile.number("\(folder)/memory.max"), limit < memory ?? .max {
        memory = limit
        let cached = KernelFile.numbers("\(folder)/memory.stat")["inactive_file"] ?? 0
        memoryUsed = KernelFile.number("\(folder)/memory.current").map { max(0, $0 - cached) }
      }
      if parts.popLast() == nil { return }
    }
  }
}

/// Lists of CPU cores as the kernel writes them.
enum CoreList {
  /// The numbers of a list such as `0-3,8`.
  static func numbers(_ text: String) -> [Int] {
    text.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }
}
