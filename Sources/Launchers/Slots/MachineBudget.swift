/// What trials may be given of the machine beside its GPUs.
public struct MachineBudget: Sendable, Equatable {
  /// The numbers of the CPU cores that this process may run on, in order.
  public var cores: [Int]
  /// How many cores' time it may use: fewer than `cores` where a container has a quota. Its cores are then
  /// nobody's own, as its neighbours run on the same ones, so trials should be counted by them and not be bound to
  /// them.
  public var coreLimit: Int
  /// In bytes.
  public var memory: Int
  /// Bytes of the memory that are kept for the system, the page cache and the controller, and promised to no
  /// trial.
  public var reserve: Int

  /// Describes a budget; without a reserve it is ``defaultReserve(of:)``.
  public init(cores: [Int], coreLimit: Int? = nil, memory: Int, reserve: Int? = nil) {
    self.cores = cores
    self.coreLimit = max(1, min(coreLimit ?? cores.count, max(cores.count, 1)))
    self.memory = memory
    self.reserve = reserve ?? Self.defaultReserve(of: memory)
  }

  /// Whether trials may be bound to core numbers: not under a quota, where other containers use the same cores.
  public var coresAreOwn: Bool { coreLimit >= cores.count }

  /// What trials may be promised, in bytes.
  public var promisableMemory: Int { max(memory - reserve, 0) }

  /// A sixteenth, for a kernel that swaps or kills ends more than one trial: at least 512 MB and at most 8 GB.
  public static func defaultReserve(of memory: Int) -> Int {
    min(max(memory / 16, 512_000_000), 8_000_000_000, memory / 2)
  }

  /// What there is on a machine.
  public init(of machine: Machine) {
    self.init(
      cores: machine.cores, coreLimit: machine.quota.map { max(1, Int($0)) }, memory: machine.memory)
  }

  /// What this process may use of the machine that it is on.
  public static func current() -> MachineBudget { MachineBudget(of: Machine()) }
}
