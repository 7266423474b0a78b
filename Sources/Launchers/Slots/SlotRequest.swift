/// What one trial asks for.
public struct SlotRequest: Sendable, Equatable {
  /// Whole GPUs; nil where nothing was said, which is one GPU or a share of one where there are GPUs, and none
  /// elsewhere.
  public var gpus: Int?
  /// A share of one GPU: bytes of its memory. Excludes `gpus`.
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

/// A request that can never be had, however long one waits.
public struct SlotRequestError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The key of `trials` that is wrong: `gpus`, `gpu_memory`, `cores` or `memory`.
  public let key: String
  public let got: String
  public let expected: String
  /// What to do about it.
  public let wayOut: String

  public var description: String { "\(key): expected \(expected), got \(got); \(wayOut)" }
}
