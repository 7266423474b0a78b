import Controllers
import SearchSpace

/// A search in memory on a virtual clock: no workspace, no process, and no waiting.
///
/// It asks the controller, keeps as many trials in flight as the search would, lets each last as long as it is said to
/// last, and ends them in the order of their ends, those of one moment by number. So controllers, stop rules and
/// parallelism can be compared before GPUs are spent. The same definition gives the same trials.
///
/// ```swift
/// var simulation = Simulation(space: space, trainer: .init { ["x": $0.table["x"]?.doubleValue ?? 0] }, reward: .metric("x"))
/// simulation.limits.parallel = 20
/// let search = try await simulation.run()
/// ```
public struct Simulation: Sendable {
  /// What is searched.
  public var space: SearchSpace
  /// What stands in for training.
  public var trainer: SimulatedTrainer
  /// What the controller maximises.
  public var reward: Reward
  /// What is traded against each other and kept to besides the reward.
  public var goals = Goals()
  /// Who proposes.
  public var controller = ControllerChoice.named("evolution")
  /// Where all randomness comes from.
  public var seed: UInt64 = 0
  /// How many trials, how many at once, and how many may fail; `timeout` is in virtual seconds.
  public var limits = SearchLimits()
  /// How long a trial lasts, where its trainer does not say so or is not to be believed; 1 virtual second without.
  public var duration: Length?
  /// What ends the search.
  public var stopRules: [StopRule] = []
  /// Looks at trials while they run, and may end them early.
  public var watcher: (any TrialWatcher)?

  /// The most virtual seconds that a trial may last: clocks of trials that last longer would lose their seconds.
  static let longest = 1e12

  /// The virtual seconds that a trial lasts: at least 0, at most 1e12.
  public typealias Length = @Sendable (SimulatedTrainer.Request, SimulatedTraining) async throws -> Double

  /// Makes a simulation with one trial at a time.
  public init(space: SearchSpace, trainer: SimulatedTrainer, reward: Reward) {
    self.space = space
    self.trainer = trainer
    self.reward = reward
  }

  /// Runs it to its end.
  ///
  /// - Throws: `CancellationError` in a cancelled task; ``SimulationError`` for a duration that is none or a stop rule
  ///   that fails; what making the controller, a constraint or the canonical form throws.
  public func run() async throws -> SimulatedSearch {
    var simulator = try Simulator(self)
    return try await simulator.run()
  }
}

/// Why a simulation cannot go on.
public enum SimulationError: Error, Sendable, CustomStringConvertible {
  case badDuration(trial: Int, seconds: Double)
  case stopRule(name: String, ended: Int, problem: String)

  public var description: String {
    switch self {
    case .badDuration(let trial, let seconds):
      "the duration of trial \(trial) is \(seconds); seconds expected, at least 0 and at most 1e12"
    case .stopRule(let name, let ended, let problem):
      "the stop rule \(name) failed after \(ended) trial\(ended == 1 ? "" : "s"): \(problem)"
    }
  }
}
