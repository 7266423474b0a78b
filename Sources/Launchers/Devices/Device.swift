/// A GPU, or a part of one (a MIG instance), that trials can be given.
public struct Device: Sendable, Hashable, Identifiable {
  /// Who makes it, and so how a trainer is told of it.
  public enum Vendor: String, Sendable {
    case nvidia, amd
  }

  /// What a trainer's `CUDA_VISIBLE_DEVICES` or `ROCR_VISIBLE_DEVICES` names it by. For NVIDIA its UUID, which means the
  /// same whatever order a library counts GPUs in.
  public let id: String
  public let vendor: Vendor
  /// Its number in the order of the bus, as `nvidia-smi` counts. A MIG instance has its GPU's.
  public let index: Int
  /// For example `NVIDIA A100-SXM4-80GB`.
  public let name: String
  /// In bytes.
  public let memory: Int
  /// The GPU that it is a part of, for a MIG instance.
  public let parent: String?

  /// Describes a device.
  public init(id: String, vendor: Vendor, index: Int, name: String, memory: Int, parent: String? = nil) {
    self.id = id
    self.vendor = vendor
    self.index = index
    self.name = name
    self.memory = memory
    self.parent = parent
  }
}

/// What a device does at a moment. What the driver does not tell is nil.
public struct DeviceState: Sendable, Equatable {
  /// A process that uses it.
  public struct Process: Sendable, Equatable {
    public let pid: Int32
    /// In bytes.
    public let memory: Int?

    /// Describes a process.
    public init(pid: Int32, memory: Int?) {
      self.pid = pid
      self.memory = memory
    }
  }

  /// In bytes.
  public var memoryUsed: Int?
  /// The share of the time in which it computed, from 0 to 1.
  public var utilisation: Double?
  /// In degrees Celsius.
  public var temperature: Int?
  public var processes: [Process]

  /// Describes a state.
  public init(
    memoryUsed: Int? = nil, utilisation: Double? = nil, temperature: Int? = nil, processes: [Process] = []
  ) {
    self.memoryUsed = memoryUsed
    self.utilisation = utilisation
    self.temperature = temperature
    self.processes = processes
  }
}

/// How near two devices are to each other, the nearest first.
public enum DeviceProximity: Int, Sendable, Comparable {
  /// Parts of one GPU, or GPUs on one board.
  case board
  /// Joined by NVLink or the like.
  case link
  /// Behind one switch or bridge of the bus.
  case bridge
  /// At one processor.
  case processor
  case machine

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Where devices are found and watched.
public protocol DeviceSource: Sendable {
  /// What it finds things out by, such as `NVML 550.54`.
  var name: String { get }
  /// Every device that this process may use, in the order of their indices.
  func devices() throws -> [Device]
  /// What a device does now.
  ///
  /// - Throws: ``DeviceError`` where it does not answer any more.
  func state(of device: Device) throws -> DeviceState
  /// How near two devices are.
  func proximity(_ first: Device, _ second: Device) -> DeviceProximity
}

/// A device, or the driver, that does not do what it should.
public struct DeviceError: Error, Sendable, CustomStringConvertible {
  /// Whether the device is gone until somebody mends it: it fell off the bus, or its driver has given it up.
  public let isLost: Bool
  public let description: String

  /// Describes an error.
  public init(_ description: String, isLost: Bool = false) {
    self.description = description
    self.isLost = isLost
  }
}
