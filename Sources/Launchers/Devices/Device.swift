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
  /// In bytes. A GPU that shares the machine's memory, and so tells none of its own, has the machine's.
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
  /// Whose memory is on it, each process once.
  public var processes: [Process]
  /// Whether the driver tells of processes at all: without, an empty list means nothing.
  public var tellsProcesses: Bool

  /// Describes a state.
  public init(
    memoryUsed: Int? = nil, utilisation: Double? = nil, temperature: Int? = nil, processes: [Process] = [],
    tellsProcesses: Bool = true
  ) {
    self.memoryUsed = memoryUsed
    self.utilisation = utilisation
    self.temperature = temperature
    self.processes = processes
    self.tellsProcesses = tellsProcesses
  }
}
