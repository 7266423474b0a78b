import Testing

@testable import Launchers

/// When devices are set aside, tried again and given back.
@Suite struct SlotHealthTests {
  private let whole = SlotRequest(gpus: 1)

  /// Runs a trial on one device, which has to be the one that is free.
  @discardableResult
  private func run(
    _ trial: Int, on device: String, from start: Double, for seconds: Double, _ end: TrialEnd,
    in pool: inout SlotPool
  ) throws -> [DeviceEvent] {
    #expect(try pool.slot(whole, for: trial, at: start).devices == [device])
    return pool.free(trial, end: end, at: start + seconds)
  }

  /// A pool of several GPUs on all but the first of which a trial has run for a long time.
  private func busyPool(_ count: Int) throws -> SlotPool {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(count))
    for device in 1..<count { pool.occupy(100 + device, Slot(devices: ["gpu\(device)"]), since: -5000) }
    return pool
  }

  @Test func `a device on which three trials in a row fail at once is set aside while others live`() throws {
    var pool = try busyPool(3)
    #expect(try run(1, on: "gpu0", from: 0, for: 4, .failed, in: &pool) == [])
    #expect(try run(2, on: "gpu0", from: 5, for: 4, .failed, in: &pool) == [])
    let events = try run(3, on: "gpu0", from: 10, for: 4, .failed, in: &pool)
    #expect(events.map(\.kind) == [.setAside])
    #expect(
      events.first?.text
        == "GPU 0 is set aside: 3 trials in a row failed on it within 4 seconds (trials 1, 2 and 3), while others do well "
        + "elsewhere. It is tried again after 5 minutes, and used at once when the search is started again")
    #expect(try pool.wait(whole, for: 4, at: 15).description.contains("GPU 0 is set aside: 3 trials in a row"))
  }

  @Test func `a set-aside device gets one trial at a time after a pause that doubles, until one succeeds`() throws
  {
    var pool = try busyPool(2)
    for trial in 1...3 { try run(trial, on: "gpu0", from: Double(trial), for: 1, .failed, in: &pool) }
    _ = try pool.wait(whole, for: 4, at: 303)
    #expect(pool.health.isOnTrial("gpu0", at: 305))
    let share = SlotRequest(gpuMemory: SlotFixtures.gigabyte)
    #expect(try pool.slot(share, for: 4, at: 305).devices == ["gpu0"])
    #expect(try pool.wait(share, for: 5, at: 305).resource == .gpuMemory)
    let again = pool.free(4, end: .failed, at: 310)
    #expect(again.first?.text.contains("tried again after 10 minutes") == true)
    pool.free(5, at: 310)
    _ = try pool.wait(whole, for: 6, at: 900)
    let works = try run(6, on: "gpu0", from: 911, for: 2000, .succeeded, in: &pool)
    #expect(works.map(\.text) == ["GPU 0 works again: a trial succeeded on it after it had been set aside"])
    for trial in 7...8 { try run(trial, on: "gpu0", from: 3000, for: 1, .failed, in: &pool) }
    let fresh = try run(9, on: "gpu0", from: 3000, for: 1, .failed, in: &pool)
    #expect(fresh.first?.text.contains("tried again after 5 minutes") == true)
  }

  @Test func `a trainer that fails everywhere costs no device`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(4))
    var events: [DeviceEvent] = []
    var trial = 0
    for round in 0..<20 {
      let time = Double(round * 10)
      let trials = (1...4).map { trial + $0 }
      for trial in trials { _ = try pool.slot(whole, for: trial, at: time) }
      for trial in trials { events += pool.free(trial, end: .failed, at: time + 5) }
      trial += 4
    }
    #expect(events.map(\.kind) == [.trainerSuspected])
    #expect(events.first?.text == "trials fail on GPU 0 and GPU 1 alike, so it is the trainer and not a device")
    #expect(pool.devices.allSatisfy { pool.health.isUsable($0.id, at: 200) })
  }

  @Test func `a device set aside is given back when the next one fails like it`() throws {
    var pool = try busyPool(3)
    for trial in 1...3 { try run(trial, on: "gpu0", from: Double(trial), for: 0.5, .failed, in: &pool) }
    #expect(!pool.health.isUsable("gpu0", at: 10))
    // The data are gone: what has read them lives on, and what is started fails wherever it is.
    pool.free(101, end: .succeeded, at: 20)
    for trial in 4...5 { try run(trial, on: "gpu1", from: 20 + Double(trial), for: 0.5, .failed, in: &pool) }
    let events = try run(6, on: "gpu1", from: 30, for: 0.5, .failed, in: &pool)
    #expect(events.map(\.kind) == [.trainerSuspected])
    #expect(
      events.first?.text
        == "trials fail on GPU 0 and GPU 1 alike, so it is the trainer and not a device; GPU 0, set aside "
        + "before, is given back")
    #expect(pool.health.isUsable("gpu0", at: 31))
  }

  @Test func `two broken devices are both set aside when trials started since do well elsewhere`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(8))
    for trial in 1...8 { _ = try pool.slot(whole, for: trial, at: 0) }
    var events = pool.free(1, end: .failed, at: 2) + pool.free(2, end: .failed, at: 2)
    for round in 0..<2 {
      let time = 5 + Double(round) * 5
      let trials = [11 + round * 2, 12 + round * 2]
      for trial in trials { _ = try pool.slot(whole, for: trial, at: time) }
      for trial in trials { events += pool.free(trial, end: .failed, at: time + 2) }
    }
    #expect(events.map(\.kind) == [.setAside, .setAside])
    #expect(!pool.health.isUsable("gpu0", at: 30) && !pool.health.isUsable("gpu1", at: 30))
  }

  @Test func `two errors of the device in a row are enough`() throws {
    var pool = try busyPool(2)
    #expect(try run(1, on: "gpu0", from: 0, for: 4000, .failedByDevice, in: &pool) == [])
    let events = try run(2, on: "gpu0", from: 5000, for: 4000, .failedByDevice, in: &pool)
    #expect(
      events.first?.text.hasPrefix(
        "GPU 0 is set aside: 2 trials in a row failed on it with errors of the device (trials 1 and 2). ") == true)
  }

  @Test func `a success between, or what tells nothing of the device, sets nothing aside`() throws {
    var pool = try busyPool(2)
    var events: [DeviceEvent] = []
    for (trial, end) in [TrialEnd.failed, .failed, .succeeded, .failed, .other, .other, .failed].enumerated() {
      events += try run(trial, on: "gpu0", from: Double(trial), for: 0.5, end, in: &pool)
    }
    events += try run(20, on: "gpu0", from: 100, for: 600, .failed, in: &pool)
    events += try run(21, on: "gpu0", from: 800, for: 1, .failed, in: &pool)
    #expect(events == [])
  }

  @Test func `the last device is not set aside, but for its being lost`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(1))
    for trial in 1...9 {
      #expect(try run(trial, on: "gpu0", from: Double(trial), for: 0.1, .failedByDevice, in: &pool) == [])
    }
    let events = pool.lose("gpu0", reason: "GPU is lost", at: 20)
    #expect(
      events.map(\.text) == [
        "GPU 0 is set aside: it is lost: GPU is lost. It is tried again after 5 minutes, once it answers, and used at once "
          + "when the search is started again"
      ])
    #expect(pool.lose("gpu0", reason: "GPU is lost", at: 21) == [])
    _ = try pool.wait(whole, for: 30, at: 4000)
    _ = pool.observe(["gpu0": DeviceState()], ours: [:], at: 4001)
    #expect(try pool.slot(whole, for: 30, at: 4002).devices == ["gpu0"])
  }

  @Test func `all devices of a trial are set aside together, and can be given back by hand`() throws {
    var pool = SlotFixtures.pool(SlotFixtures.gpus(4), group: 2)
    pool.occupy(100, Slot(devices: ["gpu2", "gpu3"]), since: -5000)
    var events: [DeviceEvent] = []
    for trial in 1...3 {
      #expect(try pool.slot(SlotRequest(gpus: 2), for: trial, at: 0).devices == ["gpu0", "gpu1"])
      events += pool.free(trial, end: .failed, at: 1)
    }
    #expect(events.map(\.devices) == [["gpu0", "gpu1"]])
    #expect(
      events.first?.text.hasPrefix("GPU 0 and GPU 1 are set aside: 3 trials in a row failed on them ") == true)
    #expect(pool.giveBack("gpu0").map(\.kind) == [.givenBack])
    #expect(pool.giveBack("gpu0") == [])
    #expect(try pool.slot(whole, for: 9, at: 2).devices == ["gpu0"])
  }
}
