import Foundation

/// How many processes the kernel has killed for want of memory since it started.
enum KernelMemoryKills {
  /// The count, or nil where the kernel does not tell.
  static var count: Int? { count(in: (try? String(contentsOfFile: "/proc/vmstat", encoding: .utf8)) ?? "") }

  /// Reads the line `oom_kill N`.
  static func count(in text: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }.flatMap { Int($0.dropFirst(9)) }
  }
}
