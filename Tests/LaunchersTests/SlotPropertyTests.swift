import Randomness
import Testing

@testable import Launchers

/// What holds of slots on any machine and in any order of requests.
@Suite struct SlotPropertyTests {
  /// A random machine and what was asked of it.
  private struct World {
    let devices: [Device]
    let machine: MachineBudget
    var pool: SlotPool
    var random: SeededGenerator

    init(seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      let count = random.index(9)
      devices = (0..<count).map { index in
        let memory = [16, 24, 40, 80][random.index(4)] * SlotFixtures.gigabyte
        let parent = random.index(5) == 0 ? "parent" : nil
        let vendor: Device.Vendor = random.index(6) == 0 ? .amd : .nvidia
        return Device(
          id: "gpu\(index)", vendor: vendor, index: index, name: "test", memory: memory, parent: parent)
      }
      let cores = (0..<40).filter { _ in random.index(3) > 0 }
      machine = MachineBudget(
        cores: cores, coreLimit: random.index(2) == 0 ? nil : 1 + random.index(20),
        memory: (16 + random.index(200)) * SlotFixtures.gigabyte)
      let levels = (0..<count).map { _ in (0..<count).map { _ in random.index(5) } }
      pool = SlotPool(devices: devices, machine: machine) { first, second in
        DeviceProximity(rawValue: levels[min(first.index, second.index)][max(first.index, second.index)])
          ?? .machine
      }
      self.random = random
    }

    mutating func request() -> SlotRequest {
      var request = SlotRequest()
      switch random.index(4) {
      case 0: request.gpus = random.index(5)
      case 1: request.gpuMemory = (1 + random.index(30)) * SlotFixtures.gigabyte
      case 2: request.isAlone = random.index(2) == 0
      default: request.gpus = 1
      }
      if random.index(2) == 0 { request.cores = 1 + random.index(8) }
      if random.index(2) == 0 { request.memory = (1 + random.index(32)) * SlotFixtures.gigabyte }
      return request
    }

    /// Trials on a device by what they were given.
    func slots(on device: Device) -> [Slot] { pool.slots.values.filter { $0.devices.contains(device.id) } }

    /// Whether a request fits beside what is given out, counted anew from the slots alone.
    func hasRoom(for request: SlotRequest) -> Bool {
      let cores = pool.slots.values.reduce(0) { $0 + $1.cores.count }
      let memory = pool.slots.values.reduce(0) { $0 + ($1.memory ?? 0) }
      guard (request.cores ?? 0) + cores <= machine.coreLimit, (request.cores ?? 0) + cores <= machine.cores.count,
        (request.memory ?? 0) + memory <= machine.promisableMemory
      else { return false }
      let empty = devices.filter { slots(on: $0).isEmpty }
      if let share = request.gpuMemory {
        return devices.contains { device in
          let others = slots(on: device)
          return others.allSatisfy { $0.gpuMemory != nil }
            && others.reduce(share) { $0 + ($1.gpuMemory ?? 0) } <= device.memory
        }
      }
      let count = request.gpus ?? (devices.isEmpty ? 0 : 1)
      if count <= 1 { return empty.count >= count }
      return [.nvidia, .amd].contains { vendor in
        empty.count { $0.vendor == vendor && $0.parent == nil } >= count
      }
    }
  }

  private func expectSound(_ world: World, seed: UInt64) {
    let slots = world.pool.slots.values
    let cores = slots.flatMap(\.cores)
    #expect(Set(cores).count == cores.count, "a core given twice, seed \(seed)")
    #expect(Set(cores).isSubset(of: world.machine.cores))
    #expect(cores.count <= world.machine.coreLimit)
    #expect(slots.reduce(0) { $0 + ($1.memory ?? 0) } <= world.machine.promisableMemory)
    for device in world.devices {
      let on = world.slots(on: device)
      #expect(on.count <= 1 || on.allSatisfy { $0.gpuMemory != nil }, "a whole device shared, seed \(seed)")
      #expect(on.reduce(0) { $0 + ($1.gpuMemory ?? 0) } <= device.memory, "memory over-promised, seed \(seed)")
    }
    for slot in slots where slot.devices.count > 1 {
      let own = world.devices.filter { slot.devices.contains($0.id) }
      #expect(Set(own.map(\.vendor)).count == 1 && own.allSatisfy { $0.parent == nil })
      #expect(Set(slot.devices).count == slot.devices.count)
    }
  }

  @Test func `thousands of random takes and frees keep every promise, and give what there is`() async throws {
    for seed in UInt64(1)...60 {
      var world = World(seed: seed)
      for trial in 1...80 {
        let request = world.request()
        let fits = world.hasRoom(for: request)
        switch world.pool.take(request, for: trial, at: Double(trial)) {
        case .slot(let slot):
          #expect(fits, "given what was not there, seed \(seed)")
          #expect(slot.cores.count == request.cores ?? 0 && slot.memory == request.memory)
          if let gpus = request.gpus { #expect(slot.devices.count == gpus) }
        case .wait(let wait):
          #expect(!fits, "\(wait) though there was room, seed \(seed)")
          #expect(!wait.shortages.isEmpty)
          // It gives up, so that nothing is kept for it.
          world.pool.free(trial, at: Double(trial))
        }
        expectSound(world, seed: seed)
        if let old = world.pool.slots.keys.sorted().first, world.random.index(3) == 0 {
          let running = world.pool.slots.keys.sorted()
          world.pool.free(world.random.index(2) == 0 ? old : running[world.random.index(running.count)], at: 0)
        }
      }
      for trial in world.pool.slots.keys { world.pool.free(trial, at: 100) }
      #expect(world.pool.trialsByDevice.isEmpty)
      #expect(world.pool.freeMemory == world.machine.promisableMemory)
      #expect(world.pool.freeCores == min(world.machine.coreLimit, world.machine.cores.count))
      await Task.yield()
    }
  }

  @Test func `trials that go on waiting get what they wait for before later ones keep them from it`() async throws
  {
    for seed in UInt64(1)...40 {
      var random = SeededGenerator(seed: seed)
      var pool = SlotFixtures.pool(SlotFixtures.gpus(4))
      let small = SlotRequest(gpuMemory: 20 * SlotFixtures.gigabyte)
      var next = 1000
      func fill(_ pool: inout SlotPool) {
        while case .slot = pool.take(small, for: next, at: 0) { next += 1 }
        pool.free(next, at: 0)
      }
      fill(&pool)
      let large = SlotRequest(gpus: 1 + random.index(3))
      var isServed = false
      for _ in 1...100 where !isServed {
        if case .slot = pool.take(large, for: 1, at: 0) {
          isServed = true
        } else {
          fill(&pool)
          let running = pool.slots.keys.sorted()
          pool.free(running[random.index(running.count)], at: 0)
        }
      }
      #expect(isServed, "starved, seed \(seed)")
      await Task.yield()
    }
  }

  @Test func `measured shares never add up to more than a device has`() async throws {
    for seed in UInt64(1)...60 {
      var world = World(seed: seed)
      guard !world.devices.isEmpty else { continue }
      for trial in 1...60 {
        _ = world.pool.take(SlotRequest(isAlone: world.random.index(8) == 0), for: trial, at: 0)
        if world.random.index(2) == 0 {
          world.pool.learn(peak: (1 + world.random.index(12)) * SlotFixtures.gigabyte, of: trial)
        }
        for device in world.devices {
          let shares = world.slots(on: device).reduce(0) { $0 + ($1.gpuMemory ?? 0) }
          #expect(shares <= device.memory, "seed \(seed)")
        }
        if world.random.index(3) == 0, let old = world.pool.slots.keys.min() { world.pool.free(old, at: 0) }
      }
      for trial in 1...60 { world.pool.free(trial, at: 0) }
      #expect(world.pool.trialsByDevice.isEmpty)
      await Task.yield()
    }
  }
}
