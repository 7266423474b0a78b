import Foundation
import NVMLDouble
import Synchronization
import Testing

@testable import Launchers

/// The keeper with real calls of a double of NVIDIA's library, and a clock that the tests turn.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SlotKeeperTests {
  private final class Clock: Sendable {
    private let time = Mutex(0.0)
    var now: Double { time.withLock { $0 } }
    func turn(_ seconds: Double) { time.withLock { $0 += seconds } }
  }

  private static func state(_ more: String = "") -> String {
    """
    driver 550.54.15
    gpu GPU-a 1A 81920 0 0 40 NVIDIA A100-SXM4-80GB
    gpu GPU-b 41 81920 0 30 40 NVIDIA A100-SXM4-80GB
    \(more)

    """
  }

  private func keeper(_ double: NVMLDouble, _ clock: Clock) -> SlotKeeper {
    SlotKeeper(machine: MachineBudget(cores: [0, 1], memory: 64 << 30), clock: { clock.now }) {
      DeviceInventory(environment: ["LUNAS_NVML": double.path], root: "/nowhere")
    }
  }

  private func ticket(_ trial: Int) -> SlotTicket { SlotTicket(search: 1, trial: trial) }

  @Test func `a trial that has had a GPU for two minutes and not used it is told, once`() async throws {
    let double = try NVMLDouble(Self.state())
    let (idle, busy) = (ScratchFolder(), ScratchFolder())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sleep")
    process.arguments = ["1000"]
    process.environment = ["LUNAS_TRIAL_DIR": busy.folder.path]
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      double.remove()
    }
    let clock = Clock()
    let keeper = keeper(double, clock)
    for (trial, folder) in [(1, idle), (2, busy)] {
      _ = await keeper.take(SlotRequest(gpus: 1), for: ticket(trial))
      await keeper.watch(ticket(trial), in: folder.folder)
    }
    try double.set(Self.state("process GPU-b \(process.processIdentifier) 9000"))
    let both = [ticket(1), ticket(2)]
    for _ in 1...2 {
      clock.turn(50)
      _ = await keeper.take(SlotRequest(gpus: 1), for: ticket(3))
      #expect(await keeper.takeUnused(among: both).isEmpty)
    }
    clock.turn(50)
    _ = await keeper.take(SlotRequest(gpus: 1), for: ticket(3))
    let told = await keeper.takeUnused(among: both)
    #expect(told.map(\.trial) == [1])
    #expect(told.first?.words.hasPrefix("trial 1 asked for a GPU and never used GPU 0 in 3 minutes: ") == true)
    #expect(await keeper.takeUnused(among: both).isEmpty)
    #expect(await keeper.free(ticket(1)).isToldUnused)
    #expect(await !keeper.free(ticket(2)).isToldUnused)
  }

  @Test func `a driver that takes its time holds up nobody who does not ask for a GPU`() async throws {
    let double = try NVMLDouble(Self.state())
    defer { double.remove() }
    let keeper = keeper(double, Clock())
    #expect(await keeper.devices.count == 2)
    try double.set(Self.state("hang nvmlDeviceGetTemperature"))
    let isGiven = Mutex(false)
    async let answer = keeper.take(SlotRequest(gpus: 1), for: ticket(1))
    async let later: Void = {
      try? await Task.sleep(for: .milliseconds(300))
      _ = await keeper.takeEvents()
      await keeper.free(self.ticket(9))
      #expect(!isGiven.withLock { $0 })
      try? double.set(Self.state())
    }()
    guard case .slot = await answer else { throw NoSlot(trial: 1, sourceLocation: #_sourceLocation) }
    isGiven.withLock { $0 = true }
    await later
  }

  @Test func `two searches that ask at once are given different GPUs`() async throws {
    let double = try NVMLDouble(Self.state())
    defer { double.remove() }
    let keeper = keeper(double, Clock())
    let answers = await withTaskGroup(of: SlotPool.Answer.self) { group in
      for search in 1...8 {
        group.addTask { await keeper.take(SlotRequest(gpus: 1), for: SlotTicket(search: Int64(search), trial: 1)) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let devices = answers.compactMap { answer -> [String]? in
      guard case .slot(let slot) = answer else { return nil }
      return slot.devices
    }
    #expect(Set(devices) == [["GPU-a"], ["GPU-b"]] && devices.count == 2)
  }
}
