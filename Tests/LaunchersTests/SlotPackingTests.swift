import Testing

@testable import Launchers

/// Trials that say nothing of GPUs and are packed by what earlier ones needed.
@Suite struct SlotPackingTests {
  private let gigabyte = SlotFixtures.gigabyte
  private let nothing = SlotRequest()

  private func estimate(_ peaks: [Int]) -> MemoryEstimate {
    var estimate = MemoryEstimate()
    for (trial, peak) in peaks.enumerated() { estimate.learn(peak: peak, use: nil, of: trial) }
    return estimate
  }

  @Test(
    arguments: [
      ([], nil), ([6, 6], nil), ([6, 6, 6], 6_600_000_000), ([2, 6, 11], 17_050_000_000),
      // One giant among thirty-two does not decide for all.
      ([Int](repeating: 6, count: 31) + [60], 8_516_129_032),
      // What came more than sixty-four trials ago is forgotten.
      ([40, 40, 40] + [Int](repeating: 6, count: 64), 6_600_000_000),
    ] as [([Int], Int?)])
  func `the share covers what is likely still to come`(peaks: [Int], share: Int?) {
    #expect(estimate(peaks.map { $0 * gigabyte }).share == share)
  }

  @Test func `a trial counts once, with its highest peak, and one that used nothing does not`() {
    var estimate = MemoryEstimate()
    for peak in [1, 5, 3] { estimate.learn(peak: peak, use: nil, of: 1) }
    estimate.learn(peak: 0, use: nil, of: 2)
    #expect(estimate.peak(of: 1) == 5 && estimate.peak(of: 2) == nil && estimate.share == nil)
  }

  @Test func `after three trials the next are packed, and those that run let others in`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    for trial in 1...3 {
      #expect(try pool.slot(nothing, for: trial).gpuMemory == nil)
      pool.free(trial, end: .succeeded, at: 10)
      pool.learn(peak: 20 * gigabyte, of: trial)
      if trial < 3 { #expect(pool.estimate.share == nil) }
    }
    pool.learn(peak: 20 * gigabyte, of: 3)
    #expect(try pool.slot(nothing, for: 4) == Slot(devices: ["gpu0"], gpuMemory: 22 * gigabyte))
    let devices = try (5...9).map { try pool.slot(nothing, for: $0).devices[0] }
    #expect(devices == ["gpu1", "gpu0", "gpu1", "gpu0", "gpu1"])
    let wait = try pool.wait(nothing, for: 10)
    #expect(
      wait.description
        == "needs 22 GB of one GPU, as trials before: the most that one has free is 14 GB (trials 4, 5, 6, 7, 8 and 9 are on "
        + "2 GPUs)")
  }

  @Test func `trials that have a GPU whole for want of knowledge let others in, those that asked for it do not`()
    throws
  {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(3))
    #expect(try pool.slot(nothing, for: 1).devices == ["gpu0"])
    #expect(try pool.slot(SlotRequest(gpus: 1), for: 2).devices == ["gpu1"])
    #expect(try pool.slot(SlotRequest(isAlone: true), for: 3).devices == ["gpu2"])
    for trial in 11...13 { pool.learn(peak: 30 * gigabyte, of: trial) }
    #expect(try pool.slot(nothing, for: 4).devices == ["gpu0"])
    _ = try pool.wait(nothing, for: 5)
  }

  @Test func `what leaves no room for another gets the device whole`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2, memory: [80, 24]))
    for trial in 11...13 { pool.learn(peak: 30 * gigabyte, of: trial) }
    #expect(try pool.slot(nothing, for: 1) == Slot(devices: ["gpu0"], gpuMemory: 33 * gigabyte))
    // The small one only when the large one is full.
    #expect(try pool.slot(nothing, for: 2).devices == ["gpu0"])
    #expect(try pool.slot(nothing, for: 3) == Slot(devices: ["gpu1"]))
    _ = try pool.wait(nothing, for: 4)
  }

  @Test func `no more trials are put on a device than keep it busy`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    for trial in 11...13 { pool.learn(peak: 5 * gigabyte, use: 0.46, of: trial) }
    for trial in 1...2 { #expect(try pool.slot(nothing, for: trial).gpuMemory == 5_500_000_000) }
    let wait = try pool.wait(nothing, for: 3)
    #expect(wait.description.contains("GPU 0 has the memory but no time: busy with the trials there"))
    // Who asks for a share is taken at his word.
    #expect(try pool.slot(SlotRequest(gpuMemory: 5 * gigabyte), for: 4).devices == ["gpu0"])
  }

  @Test func `a device that is seen to be busy gets no more unasked`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    for trial in 11...13 { pool.learn(peak: 5 * gigabyte, of: trial) }
    _ = try pool.slot(nothing, for: 1)
    for second in stride(from: 0.0, to: 600, by: 10) {
      _ = pool.observe(["gpu0": DeviceState(utilisation: 0.97)], ours: [:], at: second)
    }
    _ = try pool.wait(nothing, for: 2)
    for second in stride(from: 600.0, to: 700, by: 10) {
      _ = pool.observe(["gpu0": DeviceState(utilisation: 0.2)], ours: [:], at: second)
    }
    #expect(try pool.slot(nothing, for: 2).devices == ["gpu0"])
  }

  @Test func `how busy a device was before its trial came does not count`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    for trial in 11...13 { pool.learn(peak: 5 * gigabyte, of: trial) }
    _ = pool.observe(["gpu0": DeviceState(utilisation: 1)], ours: [:], at: 0)
    _ = try pool.slot(nothing, for: 1)
    #expect(try pool.slot(nothing, for: 2).devices == ["gpu0"])
  }

  @Test func `what ran out of memory beside others gets a device of its own`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(2))
    for trial in 11...13 { pool.learn(peak: 5 * gigabyte, of: trial) }
    _ = try pool.slot(nothing, for: 1)
    #expect(try pool.slot(SlotRequest(isAlone: true), for: 2) == Slot(devices: ["gpu1"]))
    #expect(try pool.slot(nothing, for: 3).devices == ["gpu0"])
  }
}
