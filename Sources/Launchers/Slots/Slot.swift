/// What one trial occupies.
public struct Slot: Sendable, Equatable {
  /// The ids of its devices.
  public var devices: [String]
  /// Bytes of each device's memory that it was promised; nil where the whole device is its own.
  public var gpuMemory: Int?
  /// The numbers of its CPU cores; empty where it has none of its own.
  public var cores: [Int]
  /// Bytes of the machine's memory that it was promised.
  public var memory: Int?

  /// Describes a slot; nothing by default.
  public init(devices: [String] = [], gpuMemory: Int? = nil, cores: [Int] = [], memory: Int? = nil) {
    self.devices = devices
    self.gpuMemory = gpuMemory
    self.cores = cores
    self.memory = memory
  }
}
