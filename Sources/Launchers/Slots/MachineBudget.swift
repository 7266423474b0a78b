import Foundation

/// What trials may be given of the machine beside its GPUs.
public struct MachineBudget: Sendable, Equatable {
  /// The numbers of the CPU cores that this process may run on, in order.
  public var cores: [Int]
  /// How many cores' time it may use: fewer than `cores` where a container has a quota. Its cores are then
  /// nobody's own, as its neighbours run on the same ones, so trials should be counted by them and not be bound to
  /// them.
  public var coreLimit: Int
  /// In bytes.
  public var memory: Int
  /// Bytes of the memory that are kept for the system, the page cache and the controller, and promised to no
  /// trial.
  public var reserve: Int

  /// Describes a budget; without a reserve it is ``defaultReserve(of:)``.
  public init(cores: [Int], coreLimit: Int? = nil, memory: Int, reserve: Int? = nil) {
    self.cores = cores
    self.coreLimit = max(1, min(coreLimit ?? cores.count, max(cores.count, 1)))
    self.memory = memory
    self.reserve = reserve ?? Self.defaultReserve(of: memory)
  }

  /// Whether trials may be bound to core numbers: not under a quota, where other containers use the same cores.
  public var coresAreOwn: Bool { coreLimit >= cores.count }

  /// What trials may be promised, in bytes.
  public var promisableMemory: Int { max(memory - reserve, 0) }

  /// A sixteenth, for a kernel that swaps or kills ends more than one trial: at least 512 MB and at most 8 GB.
  public static func defaultReserve(of memory: Int) -> Int {
    min(max(memory / 16, 512_000_000), 8_000_000_000, memory / 2)
  }

  /// What this process may use of the machine that it is on.
  ///
  /// - Parameter root: the folder that holds `proc` and `sys`.
  public static func current(root: String = "/") -> MachineBudget {
    let groups = ControlGroups(root: root)
    let cores = allowedCores(root: root) ?? Array(0..<ProcessInfo.processInfo.activeProcessorCount)
    let total = totalMemory(root: root) ?? Int(ProcessInfo.processInfo.physicalMemory)
    return MachineBudget(
      cores: cores, coreLimit: groups.cpus.map { max(1, Int($0)) }, memory: min(total, groups.memory ?? .max))
  }

  private static func totalMemory(root: String) -> Int? {
    let words = line("MemTotal:", of: root + "/proc/meminfo")?.split(separator: " ") ?? []
    return words.first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  /// What `sched_getaffinity` tells, written as `0-3,8`.
  private static func allowedCores(root: String) -> [Int]? {
    guard let text = line("Cpus_allowed_list:", of: root + "/proc/self/status") else { return nil }
    let cores = text.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
    return cores.isEmpty ? nil : cores
  }

  /// What follows a word at the start of a line.
  private static func line(_ word: String, of path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.split(separator: "\n").first { $0.hasPrefix(word) }
      .map { $0.dropFirst(word.count).trimmingCharacters(in: .whitespaces) }
  }
}
