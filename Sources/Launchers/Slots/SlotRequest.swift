/// What one trial asks for.
public struct SlotRequest: Sendable, Equatable {
  /// Whole GPUs; nil where nothing was said, which is one GPU or a share of one where there are GPUs, and none elsewhere.
  public var gpus: Int?
  /// A share of one GPU: bytes of its memory. Excludes `gpus` above 1.
  public var gpuMemory: Int?
  /// CPU cores of its own; nil where it takes what is free like any program.
  public var cores: Int?
  /// Bytes of the machine's memory.
  public var memory: Int?
  /// Whether nobody else may be on its GPUs: for a trial that ran out of memory beside others.
  public var isAlone: Bool

  /// Describes a request.
  public init(
    gpus: Int? = nil, gpuMemory: Int? = nil, cores: Int? = nil, memory: Int? = nil, isAlone: Bool = false
  ) {
    self.gpus = gpus
    self.gpuMemory = gpuMemory
    self.cores = cores
    self.memory = memory
    self.isAlone = isAlone
  }
}

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
