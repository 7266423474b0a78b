import Launchers
import Testing

/// What is given to trials, and what they are told where they have to wait.
@Suite struct SlotPoolTests {
  private let gigabyte = SlotFixtures.gigabyte

  @Test func `a trial that says nothing gets a whole GPU, and nothing where there are none`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    #expect(try pool.slot(SlotRequest(), for: 1) == Slot(devices: ["gpu0"]))
    #expect(try pool.slot(SlotRequest(), for: 2) == Slot(devices: ["gpu1"]))
    #expect(try pool.wait(SlotRequest(), for: 3).resource == .gpus)
    #expect(try pool.slot(SlotRequest(gpus: 0), for: 4) == Slot())
    var cpus = SlotFixtures.pool([])
    #expect(try cpus.slot(SlotRequest(), for: 1) == Slot())
  }

  @Test func `asking again gives the same slot, and freeing gives it to the next`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1), cores: 4)
    let first = try pool.slot(SlotRequest(gpus: 1, cores: 4, memory: gigabyte), for: 1)
    #expect(try pool.slot(SlotRequest(gpus: 1), for: 1) == first)
    pool.free(1, at: 5)
    #expect(try pool.slot(SlotRequest(gpus: 1, cores: 4, memory: gigabyte), for: 2) == first)
  }

  @Test func `several GPUs of a trial are neighbours`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(8), group: 4)
    _ = try pool.slot(SlotRequest(gpus: 1), for: 1)
    #expect(try pool.slot(SlotRequest(gpus: 4), for: 2).devices == ["gpu4", "gpu5", "gpu6", "gpu7"])
    #expect(try pool.slot(SlotRequest(gpus: 2), for: 3).devices == ["gpu1", "gpu2"])
  }

  @Test func `a small request leaves a whole neighbourhood to a larger one`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(8), group: 4)
    #expect(try pool.slot(SlotRequest(gpus: 2), for: 1).devices == ["gpu0", "gpu1"])
    #expect(try pool.slot(SlotRequest(gpus: 1), for: 2).devices == ["gpu2"])
    #expect(try pool.slot(SlotRequest(gpuMemory: 10 * gigabyte), for: 3).devices == ["gpu3"])
    #expect(try pool.slot(SlotRequest(gpus: 4), for: 4).devices == ["gpu4", "gpu5", "gpu6", "gpu7"])
  }

  @Test func `shares go where fewest trials are, and of those where they fit most tightly`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(3, memory: [80, 24, 40]))
    let request = SlotRequest(gpuMemory: 12 * gigabyte)
    let devices = try (1...6).map { try pool.slot(request, for: $0).devices }
    #expect(devices == [["gpu1"], ["gpu2"], ["gpu0"], ["gpu1"], ["gpu2"], ["gpu0"]])
    #expect(try pool.slot(SlotRequest(gpuMemory: 50 * gigabyte), for: 7).devices == ["gpu0"])
    #expect(try pool.slot(SlotRequest(gpuMemory: 16 * gigabyte), for: 8).devices == ["gpu2"])
    let wait = try pool.wait(SlotRequest(gpuMemory: 12 * gigabyte), for: 9)
    #expect(
      wait.description
        == "needs 12 GB of one GPU: the most that one has free is 6 GB (trials 1, 2, 3, 4, 5, 6, 7 and 8 are on 3 GPUs)"
    )
    #expect(wait.shortages.first?.free == 6 * gigabyte)
  }

  @Test func `a GPU holds shares or one whole trial`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    _ = try pool.slot(SlotRequest(gpuMemory: 10 * gigabyte), for: 1)
    #expect(try pool.slot(SlotRequest(gpus: 1), for: 2).devices == ["gpu1"])
    #expect(try pool.slot(SlotRequest(gpuMemory: 10 * gigabyte), for: 3).devices == ["gpu0"])
    #expect(try pool.wait(SlotRequest(gpus: 1), for: 4).shortages.map(\.free) == [0])
  }

  @Test func `a trial that ran out of memory gets the largest GPU alone`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(3, memory: [24, 80, 40]))
    let alone = SlotRequest(gpuMemory: 10 * gigabyte, isAlone: true)
    #expect(try pool.slot(alone, for: 1) == Slot(devices: ["gpu1"]))
    #expect(try pool.slot(SlotRequest(isAlone: true), for: 2).devices == ["gpu2"])
    #expect(try pool.slot(SlotRequest(gpuMemory: 10 * gigabyte), for: 3).devices == ["gpu0"])
    #expect(try pool.wait(alone, for: 4).resource == .gpus)
  }

  @Test func `a trial that waits for a whole GPU is not overtaken for ever by small ones`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    let share = SlotRequest(gpuMemory: 40 * gigabyte)
    for trial in 1...4 { _ = try pool.slot(share, for: trial) }
    let alone = SlotRequest(gpuMemory: 40 * gigabyte, isAlone: true)
    _ = try pool.wait(alone, for: 5)
    pool.free(1, at: 1)
    let wait = try pool.wait(share, for: 6, at: 1)
    #expect(wait.resource == .gpuMemory)
    pool.free(3, at: 2)
    #expect(
      try pool.wait(share, for: 6, at: 2).description.contains("GPU 0 is kept for trial 5, which waits longer"))
    #expect(try pool.slot(alone, for: 5, at: 2).devices == ["gpu0"])
    pool.free(2, at: 3)
    #expect(try pool.slot(share, for: 6, at: 3).devices == ["gpu1"])
  }

  @Test func `what was kept for a trial is given out when it waits no more`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    _ = try pool.slot(SlotRequest(gpuMemory: gigabyte), for: 1)
    _ = try pool.wait(SlotRequest(gpus: 1), for: 2)
    _ = try pool.wait(SlotRequest(gpuMemory: gigabyte), for: 3)
    pool.free(2, at: 1)
    #expect(try pool.slot(SlotRequest(gpuMemory: gigabyte), for: 3, at: 1).devices == ["gpu0"])
  }

  @Test func `cores are in a row where that is possible, and long rows are left whole`() throws {
    var pool = SlotPool(
      devices: [], machine: MachineBudget(cores: [0, 1, 2, 3, 8, 9, 10, 11, 12, 13], memory: gigabyte)
    ) { _, _ in .machine }
    #expect(try pool.slot(SlotRequest(cores: 2), for: 1).cores == [0, 1])
    #expect(try pool.slot(SlotRequest(cores: 2), for: 2).cores == [2, 3])
    #expect(try pool.slot(SlotRequest(cores: 4), for: 3).cores == [8, 9, 10, 11])
    pool.free(1, at: 0)
    #expect(try pool.slot(SlotRequest(cores: 3), for: 4).cores == [0, 1, 12])
    let wait = try pool.wait(SlotRequest(cores: 2), for: 5)
    #expect(wait.description == "needs 2 cores: 1 of 10 is free (trials 2, 3 and 4 hold 9)")
    #expect(wait.shortages.first?.holders == [2, 3, 4])
  }

  @Test func `under a quota fewer cores are given than the process may run on`() throws {
    var pool = SlotPool(
      devices: [], machine: MachineBudget(cores: Array(0..<64), coreLimit: 4, memory: gigabyte)
    ) { _, _ in .machine }
    #expect(!pool.machine.coresAreOwn)
    _ = try pool.slot(SlotRequest(cores: 3), for: 1)
    #expect(try pool.wait(SlotRequest(cores: 2), for: 2).shortages.map(\.free) == [1])
  }

  @Test func `memory is promised up to what is kept for the system`() throws {
    var pool = SlotFixtures.pool([], memory: 64)
    for trial in 1...3 { _ = try pool.slot(SlotRequest(memory: 16 * gigabyte), for: trial) }
    let wait = try pool.wait(SlotRequest(memory: 16 * gigabyte), for: 4)
    #expect(
      wait.description
        == "needs 16 GB of memory: 8 GB of 64 GB are free (trials 1, 2 and 3 hold 48 GB; 8 GB are kept for the system)"
    )
    #expect(try pool.slot(SlotRequest(), for: 5) == Slot())
  }

  @Test func `everything that is short is said`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1), cores: 2, memory: 16)
    _ = try pool.slot(SlotRequest(gpus: 1, cores: 2, memory: 8 * gigabyte), for: 1)
    let wait = try pool.wait(SlotRequest(gpus: 1, cores: 1, memory: gigabyte), for: 2)
    #expect(wait.shortages.map(\.resource) == [.gpus, .cores, .memory])
    #expect(pool.slots[2] == nil)
  }

  @Test func `why a trial waits for GPUs names who has them and what keeps the others away`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(8))
    for trial in [3, 7, 9] { _ = try pool.slot(SlotRequest(gpus: 2), for: trial) }
    _ = pool.lose("gpu6", reason: "fell off the bus", at: 0)
    let stranger = DeviceState(processes: [.init(pid: 4711, memory: gigabyte)])
    _ = pool.observe(["gpu7": stranger], ours: [:], at: 0)
    let wait = try pool.wait(SlotRequest(gpus: 2), for: 10)
    #expect(
      wait.description
        == "needs 2 GPUs: 0 of 8 are free (trials 3, 7 and 9 hold 6; GPU 6 is set aside: it is lost: fell off the bus; "
        + "GPU 7 is used by pid 4711 of others)")
    #expect(wait.shortages.map(\.holders) == [[3, 7, 9]])
    #expect(wait.shortages.map(\.total) == [8])
  }

  @Test func `trials of an earlier controller keep what they have, also on devices that are gone`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2), cores: 4)
    pool.occupy(1, Slot(devices: ["gpu0", "gone"], cores: [0, 1, 77], memory: gigabyte), since: 0)
    pool.occupy(2, Slot(devices: ["gone"], gpuMemory: gigabyte, cores: [1]), since: 0)
    #expect(try pool.slot(SlotRequest(gpus: 1), for: 3).devices == ["gpu1"])
    #expect(pool.freeCores == 0)
    #expect(try pool.wait(SlotRequest(gpus: 1), for: 4).shortages.map(\.holders) == [[1, 3]])
    for trial in [1, 2, 4] { pool.free(trial, at: 1) }
    #expect(try pool.slot(SlotRequest(gpus: 1, cores: 4), for: 5, at: 1).cores == [0, 1, 2, 3])
  }

  @Test func `several MIG instances or GPUs of two makers are not given to one trial`() throws {
    let whole = SlotFixtures.gpus(2)
    let parts = (0..<3).map {
      Device(id: "MIG-\($0)", vendor: .nvidia, index: 2, name: "1g.10gb", memory: 10 * gigabyte, parent: "gpu2")
    }
    let amd = Device(id: "amd", vendor: .amd, index: 3, name: "MI300X", memory: 192 * gigabyte)
    var pool = SlotFixtures.pool(whole + parts + [amd])
    #expect(throws: SlotRequestError.self) { try pool.check(SlotRequest(gpus: 3)) }
    try pool.check(SlotRequest(gpus: 2))
    #expect(try pool.slot(SlotRequest(gpus: 2), for: 1).devices == ["gpu0", "gpu1"])
    let wait = try pool.wait(SlotRequest(gpus: 2), for: 2)
    #expect(wait.description.contains("MIG instances cannot be joined"))
    #expect(
      Set(try (3...5).map { try pool.slot(SlotRequest(gpuMemory: 8 * gigabyte), for: $0).devices[0] }).count == 3)
  }

  @Test(arguments: [
    (SlotRequest(gpus: 9), "gpus: expected at most 8, as this process may use 8 GPUs, got 9; ask for fewer"),
    (SlotRequest(gpus: -1), "gpus: expected 0 or more, got -1; 0 is for trials without a GPU"),
    (
      SlotRequest(gpuMemory: 81_000_000_000),
      "gpu_memory: expected at most 80 GB, all of GPU 0 (NVIDIA A100-SXM4-80GB), got 81 GB; ask for less, or for several "
        + "whole GPUs with gpus"
    ),
    (
      SlotRequest(gpus: 1, gpuMemory: 1_000_000_000),
      "gpu_memory: expected gpus or gpu_memory, not both, got 1 GB beside gpus; leave out gpus for a share of one GPU, or "
        + "gpu_memory for whole ones"
    ),
    (
      SlotRequest(cores: 65),
      "cores: expected at most 64, which is what this process may use of the machine, got 65; ask for fewer; the affinity "
        + "and the quota of the container or the job set what may be used"
    ),
    (
      SlotRequest(memory: 505_000_000_000),
      "memory: expected at most 504 GB (512 GB without what is kept for the system), got 505 GB; ask for less"
    ),
    (SlotRequest(cores: 0), "cores: expected 1 or more, got 0; leave it out where nothing is to be set aside"),
  ])
  func `what can never be had is refused before anything starts`(request: SlotRequest, words: String) throws {
    let pool = SlotFixtures.pool(SlotFixtures.gpus(8))
    let error = #expect(throws: SlotRequestError.self) { try pool.check(request) }
    #expect(error?.description == words)
  }

  @Test func `asking for GPUs where there are none is refused, and asking for none is not`() throws {
    let pool = SlotFixtures.pool([])
    #expect(throws: SlotRequestError.self) { try pool.check(SlotRequest(gpus: 1)) }
    #expect(throws: SlotRequestError.self) { try pool.check(SlotRequest(gpuMemory: gigabyte)) }
    try pool.check(SlotRequest(gpus: 0, cores: 64, memory: 504 * gigabyte))
    try pool.check(SlotRequest())
  }
}
