import Launchers
import Testing

/// Machines of plain values for the tests of slots.
enum SlotFixtures {
  /// In bytes.
  static let gigabyte = 1_000_000_000

  /// GPUs of 80 GB unless said otherwise, whose ids are `gpu0`, `gpu1` and so on.
  static func gpus(_ count: Int, memory: [Int] = []) -> [Device] {
    (0..<count).map {
      Device(
        id: "gpu\($0)", vendor: .nvidia, index: $0, name: "NVIDIA A100-SXM4-80GB",
        memory: ($0 < memory.count ? memory[$0] : 80) * gigabyte)
    }
  }

  /// A pool whose GPUs are all alike, or in groups of near ones.
  static func pool(
    _ devices: [Device], cores: Int = 64, memory: Int = 512, group: Int = 64, useBusyDevices: Bool = false
  ) -> SlotPool {
    SlotPool(
      devices: devices,
      machine: MachineBudget(cores: Array(0..<cores), memory: memory * gigabyte, reserve: 8 * gigabyte),
      useBusyDevices: useBusyDevices
    ) { $0.index / group == $1.index / group ? .link : .machine }
  }
}

extension SlotPool {
  /// Takes what must be there to be had.
  mutating func slot(
    _ request: SlotRequest, for trial: Int, at time: Double = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Slot {
    guard case .slot(let slot) = take(request, for: trial, at: time) else {
      throw NoSlot(trial: trial, sourceLocation: sourceLocation)
    }
    return slot
  }

  /// Asks for what must not be there, and gives the reason.
  mutating func wait(
    _ request: SlotRequest, for trial: Int, at time: Double = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Wait {
    guard case .wait(let wait) = take(request, for: trial, at: time) else {
      throw NoSlot(trial: trial, sourceLocation: sourceLocation)
    }
    return wait
  }
}

/// The other answer was expected.
struct NoSlot: Error {
  let trial: Int
  let sourceLocation: SourceLocation
}
