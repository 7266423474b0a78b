import Controllers

/// Several controllers on the same simulated search, over several seeds.
public struct Comparison: Sendable {
  /// What is searched and how; its controller and its seed are replaced.
  public var simulation: Simulation
  /// Who is compared.
  public var contenders: [Contender]
  /// How many searches each controller makes: with the seed of the simulation, and those after it.
  public var seeds = 20
  /// The greatest reward that there is, where it is known; regret is how much less was found.
  public var best: Double?
  /// How far below the best a reward may be to count as reached; a thousandth of the best where nil.
  public var tolerance: Double?
  /// What the trial with the greatest reward is judged by, where rewards are noisy: its mean over several trainings, for
  /// example. The reward itself where nil.
  public var judge: Reward?
  /// How many searches run beside each other; more than one only helps where nothing calls a script.
  public var width = 1

  /// Makes a comparison.
  public init(_ simulation: Simulation, contenders: [Contender]) {
    self.simulation = simulation
    self.contenders = contenders
  }

  /// A controller that is compared.
  public struct Contender: Sendable {
    /// What tables and charts call it.
    public let name: String
    public let controller: ControllerChoice

    /// Makes a contender, called by the controller's name where it is given no other.
    public init(_ controller: ControllerChoice, name: String? = nil) {
      self.controller = controller
      self.name = name ?? controller.name
    }
  }

  /// How far it has come, in searches.
  public struct Progress: Sendable {
    public let done: Int
    public let total: Int
  }

  /// Runs every search.
  ///
  /// - Throws: what ``Simulation/run()`` throws, and what the judge throws.
  public func run(
    progress: @escaping @Sendable (Progress) async -> Void = { _ in }
  ) async throws -> ComparedControllers {
    let jobs = contenders.indices.flatMap { controller in (0..<seeds).map { (controller, $0) } }
    var runs = contenders.map { _ in [ComparedRun?](repeating: nil, count: seeds) }
    try await withThrowingTaskGroup(of: (controller: Int, seed: Int, run: ComparedRun).self) { group in
      var (next, done) = (0, 0)
      func add() {
        guard next < jobs.count else { return }
        let (controller, seed) = jobs[next]
        next += 1
        group.addTask { (controller, seed, try await run(contenders[controller].controller, seed)) }
      }
      for _ in 0..<max(1, width) { add() }
      while let finished = try await group.next() {
        runs[finished.controller][finished.seed] = finished.run
        done += 1
        await progress(Progress(done: done, total: jobs.count))
        add()
      }
    }
    return ComparedControllers(self, runs: runs.map { $0.compactMap(\.self) })
  }

  private func run(_ controller: ControllerChoice, _ seed: Int) async throws -> ComparedRun {
    var simulation = simulation
    simulation.controller = controller
    simulation.seed = simulation.seed &+ UInt64(seed)
    let search = try await simulation.run()
    return try await ComparedRun(search, trials: simulation.limits.max, judge: judge)
  }
}
