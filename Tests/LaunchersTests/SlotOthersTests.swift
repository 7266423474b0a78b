import Testing

@testable import Launchers

/// Devices that somebody else is using.
@Suite struct SlotOthersTests {
  private let whole = SlotRequest(gpus: 1)
  private let gigabyte = SlotFixtures.gigabyte
  private let stranger = DeviceState(processes: [.init(pid: 4711, memory: 3_000_000_000)])

  @Test func `a device with somebody else's process is not given out until it is gone`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    #expect(pool.observe(["gpu0": stranger], ours: [:], at: 0) == [])
    #expect(
      try pool.wait(whole, for: 1).description
        == "needs 1 GPU: 0 of 1 are free (GPU 0 is used by pid 4711 of others)")
    let events = pool.observe(["gpu0": stranger], ours: [:], at: 1)
    #expect(
      events.map(\.text) == ["GPU 0 is used by pid 4711 of others: it is given to no trial until they are gone"])
    #expect(pool.observe(["gpu0": stranger], ours: [:], at: 2) == [])
    #expect(pool.observe(["gpu0": DeviceState()], ours: [:], at: 3).map(\.kind) == [.leftByOthers])
    #expect(pool.observe(["gpu0": DeviceState()], ours: [:], at: 3) == [])
    #expect(try pool.slot(whole, for: 1, at: 3).devices == ["gpu0"])
  }

  @Test func `where busy devices are asked for they are given last, and without the memory that others take`()
    throws
  {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2), useBusyDevices: true)
    _ = pool.observe(["gpu0": stranger], ours: [:], at: 0)
    #expect(try pool.slot(whole, for: 1).devices == ["gpu1"])
    #expect(try pool.wait(SlotRequest(gpuMemory: 78 * gigabyte), for: 2).shortages.map(\.free) == [77 * gigabyte])
    #expect(try pool.slot(SlotRequest(gpuMemory: 77 * gigabyte), for: 2).devices == ["gpu0"])
  }

  @Test func `our own trials' processes are nobody else's`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    let share = SlotRequest(gpuMemory: 10 * gigabyte)
    _ = try pool.slot(share, for: 1)
    let ours = DeviceState(memoryUsed: 30 * gigabyte, processes: [.init(pid: 10, memory: 29_500_000_000)])
    _ = pool.observe(["gpu0": ours, "gpu1": DeviceState()], ours: [1: [9, 10]], at: 0)
    #expect(pool.others.uses.isEmpty)
    #expect(try pool.slot(share, for: 2).devices == ["gpu1"])
    #expect(try pool.slot(share, for: 3).devices == ["gpu0"])
  }

  @Test(arguments: [
    (DeviceState(memoryUsed: 3_900_000_000), false), (DeviceState(memoryUsed: 4_100_000_000), true),
    (DeviceState(memoryUsed: nil), false),
  ])
  func `memory that nobody is listed for means somebody, above what drivers take`(state: DeviceState, isUsed: Bool)
    throws
  {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    _ = pool.observe(["gpu0": state], ours: [:], at: 0)
    #expect((pool.others.uses["gpu0"] != nil) == isUsed)
    if isUsed {
      #expect(
        try pool.wait(whole, for: 1).description.contains(
          "GPU 0 is used by others, who hold 4.1 GB of it and are not listed"))
    }
  }

  @Test func `memory beyond what ours take on a shared device is somebody else's`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    let share = SlotRequest(gpuMemory: 10 * gigabyte)
    _ = try pool.slot(share, for: 1)
    let state = DeviceState(memoryUsed: 40 * gigabyte, processes: [.init(pid: 10, memory: 9 * gigabyte)])
    _ = pool.observe(["gpu0": state], ours: [1: [10]], at: 0)
    #expect(pool.others.uses["gpu0"]?.memory == 31 * gigabyte)
    _ = try pool.wait(share, for: 2)
  }

  @Test func `in a container whose pids the driver does not know, ours are not taken for others`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    let share = SlotRequest(gpuMemory: 10 * gigabyte)
    _ = try pool.slot(share, for: 1)
    _ = try pool.slot(share, for: 2)
    let outside = DeviceState(memoryUsed: 9 * gigabyte, processes: [.init(pid: 90_001, memory: nil)])
    _ = pool.observe(["gpu0": outside, "gpu1": outside], ours: [1: [10], 2: [11]], at: 0)
    #expect(pool.others.uses.isEmpty)
    // Somebody on a device that none of ours is on is somebody else all the same.
    pool.free(2, at: 1)
    _ = pool.observe(["gpu0": outside, "gpu1": outside], ours: [1: [10]], at: 1)
    #expect(Array(pool.others.uses.keys) == ["gpu1"])
  }

  @Test func `a device that does not answer stays as it was`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    _ = pool.observe(["gpu0": stranger], ours: [:], at: 0)
    _ = pool.observe(["gpu1": DeviceState()], ours: [:], at: 1)
    #expect(try pool.slot(whole, for: 1).devices == ["gpu1"])
    _ = try pool.wait(whole, for: 2)
  }
}
