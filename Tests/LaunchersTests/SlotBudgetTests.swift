import Foundation
import Testing

@testable import Launchers

/// What a process may use, as the kernel tells it.
@Suite struct SlotBudgetTests {
  /// A folder like the root of a machine.
  private func machine(_ files: [String: String]) throws -> MachineBudget {
    let root = FileManager.default.temporaryDirectory.appending(path: "lunas-machine-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let all = [
      "proc/meminfo": "MemTotal:       64000000 kB\nMemFree: 1 kB\n",
      "proc/self/status": "Name:\tlunas\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,8,10-12\n",
    ].merging(files) { $1 }
    for (path, text) in all {
      let file = root + "/" + path
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: file, atomically: false, encoding: .utf8)
    }
    return .current(root: root)
  }

  @Test func `cores are those of the affinity, and memory is the machine's`() throws {
    let machine = try machine([:])
    #expect(machine.cores == [0, 1, 2, 3, 8, 10, 11, 12])
    #expect(machine.coreLimit == 8 && machine.coresAreOwn)
    #expect(machine.memory == 65_536_000_000)
    #expect(machine.reserve == 4_096_000_000)
  }

  @Test func `the tightest limit of control groups of version 2 counts`() throws {
    let machine = try machine([
      "proc/self/cgroup": "0::/user.slice/job\n",
      "sys/fs/cgroup/user.slice/cpu.max": "350000 100000\n",
      "sys/fs/cgroup/user.slice/job/cpu.max": "max 100000\n",
      "sys/fs/cgroup/user.slice/memory.max": "max\n", "sys/fs/cgroup/user.slice/job/memory.max": "8000000000\n",
    ])
    #expect(machine.coreLimit == 3 && !machine.coresAreOwn)
    #expect(machine.memory == 8_000_000_000)
  }

  @Test func `in a container the group is looked for at the root where its path is not there`() throws {
    let machine = try machine([
      "proc/self/cgroup": "0::/docker/1234\n", "sys/fs/cgroup/cpu.max": "50000 100000\n",
      "sys/fs/cgroup/memory.max": "1000000000\n",
    ])
    #expect(machine.coreLimit == 1)
    #expect(machine.memory == 1_000_000_000 && machine.reserve == 500_000_000)
  }

  @Test func `control groups of version 1 are read too`() throws {
    let machine = try machine([
      "proc/self/cgroup": "5:memory:/job\n3:cpu,cpuacct:/job\n1:name=systemd:/\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "16000000000\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "200000\n",
      "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
    ])
    #expect(machine.coreLimit == 2 && machine.memory == 16_000_000_000)
  }

  @Test func `this machine has cores and memory`() {
    let machine = MachineBudget.current()
    #expect(!machine.cores.isEmpty && machine.coreLimit >= 1)
    #expect(machine.promisableMemory > 0 && machine.promisableMemory < machine.memory)
  }
}
