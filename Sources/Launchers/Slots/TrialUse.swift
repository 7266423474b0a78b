/// What a trial made of its slot, over its whole time.
public struct TrialUse: Sendable, Equatable {
  public var trial: Int
  /// How many GPUs it had, or 1 for a share of one.
  public var devices: Int
  /// Whether others were on the same GPU.
  public var isShared: Bool
  /// The mean of the use of its GPUs, from 0 to 1; nil where the driver does not tell.
  public var use: Double?
  /// The peak on one of its GPUs, in bytes; nil where the driver does not tell.
  public var peakMemory: Int?
  /// What one of its GPUs has, in bytes.
  public var deviceMemory: Int
  /// User and system time of all its processes.
  public var cpuSeconds: Double
  public var wallSeconds: Double
  /// The cores it could use: its own, or its part of the machine's.
  public var cores: Int

  /// Describes what a trial used.
  public init(
    trial: Int, devices: Int = 1, isShared: Bool = false, use: Double?, peakMemory: Int?, deviceMemory: Int,
    cpuSeconds: Double, wallSeconds: Double, cores: Int
  ) {
    self.trial = trial
    self.devices = devices
    self.isShared = isShared
    self.use = use
    self.peakMemory = peakMemory
    self.deviceMemory = deviceMemory
    self.cpuSeconds = cpuSeconds
    self.wallSeconds = wallSeconds
    self.cores = cores
  }
}
