/// What came out of a comparison.
public struct ComparedControllers: Sendable {
  /// One controller's searches.
  public struct Entry: Sendable {
    /// What the controller is called.
    public let name: String
    /// Its searches, by seed.
    public let runs: [ComparedRun]
    /// The mean over the searches after so many trials: of the regret where the best is known, else of the best reward so
    /// far. Without the numbers of trials after which no search had reached anything.
    public let curve: [CurvePoint]
    /// In how many trials half of the searches were within the tolerance of the best; nil where fewer than half were.
    public let medianTrials: Double?
    /// How many searches were.
    public let reachedCount: Int

    /// The mean after a number of trials.
    public func estimate(after trials: Int) -> Estimate? { curve.last { $0.trials <= trials }?.estimate }

    /// The mean of the virtual seconds that a search took.
    public var elapsed: Double { runs.reduce(0) { $0 + $1.elapsed } / Double(max(1, runs.count)) }
    /// The mean of the trials of a search that failed.
    public var failed: Double { mean(\.failed) }
    /// The mean of the trials of a search that could not be trained.
    public var infeasible: Double { mean(\.infeasible) }
    /// The mean of the trials of a search that have a reward.
    public var completed: Double { mean(\.completed) }

    /// What kept nearly all trials from a reward within the limits, in words; nil where enough have one.
    public var problem: String? {
      let (failed, completed) = (sum(\.failed) + sum(\.infeasible), sum(\.completed))
      if failed > 9 * completed, let (reason, count) = commonestReason {
        return "\(failed) of \(failed + completed) trials have no reward, \(count) of them because: \(reason)"
      }
      if completed > 0, sum(\.withinLimits) == 0 {
        return "none of the \(completed) completed trials keeps the limits"
      }
      return nil
    }

    private var commonestReason: (reason: String, count: Int)? {
      let reasons = runs.reduce(into: [:]) { $0.merge($1.reasons, uniquingKeysWith: +) }
      return reasons.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }

    private func sum(_ count: (ComparedRun) -> Int) -> Int { runs.reduce(0) { $0 + count($1) } }

    private func mean(_ count: (ComparedRun) -> Int) -> Double { Double(sum(count)) / Double(max(1, runs.count)) }
  }

  /// A point of a curve.
  public struct CurvePoint: Sendable {
    public let trials: Int
    public let estimate: Estimate
  }

  /// In the order in which the controllers were named.
  public let entries: [Entry]
  /// How many trials each search might have.
  public let trials: Int
  /// How many trials ran at once.
  public let parallel: Int
  /// How many searches each controller made.
  public let seeds: Int
  /// What the reward is called.
  public let reward: String
  /// The greatest reward that there is, where it was given.
  public let best: Double?
  /// What counts as the best: the one that was given, else the greatest that any search reached; nil where none reached
  /// anything.
  public let reference: Double?
  /// How far below it counts as reached.
  public let tolerance: Double

  /// Whether any controller completed any trial.
  public var hasCompleted: Bool { entries.contains { $0.completed > 0 } }

  /// What is wrong with what was compared, in words: why trials have no reward, and a best that was surpassed.
  public var warnings: [String] {
    var warnings = entries.compactMap { entry in entry.problem.map { "\(entry.name): \($0)" } }
    let greatest = entries.flatMap(\.runs).flatMap(\.reached).compactMap(\.self).max()
    if let best, let greatest, greatest > best + abs(best) * 1e-12 {
      warnings.append(
        "\(greatest) was found, more than the 'best' of \(best): regret below 0 says that it is none")
    }
    return warnings
  }

  /// Whether curves are of regret, of which less is better, or of the best reward so far.
  public var isRegret: Bool { best != nil }

  /// After 10, 25, 50 and 100 percent of the trials.
  public var checkpoints: [Int] {
    var points: [Int] = []
    for share in [0.1, 0.25, 0.5, 1] {
      let point = max(1, Int((Double(trials) * share).rounded()))
      if points.last != point { points.append(point) }
    }
    return points
  }

  init(_ comparison: Comparison, runs: [[ComparedRun]]) {
    trials = comparison.simulation.limits.max
    parallel = comparison.simulation.limits.parallel
    seeds = comparison.seeds
    reward = comparison.judge?.name ?? comparison.simulation.reward.name
    best = comparison.best
    // What was reached last is the greatest, unless a judge thinks less of it than of what was there before.
    let reference = comparison.best ?? runs.joined().flatMap(\.reached).compactMap(\.self).max()
    let tolerance = comparison.tolerance ?? abs(reference ?? 0) / 1000
    (self.reference, self.tolerance) = (reference, tolerance)
    let bootstrap = Bootstrap(count: comparison.seeds, seed: comparison.simulation.seed)
    let positions = Self.positions(trials)
    entries = zip(comparison.contenders, runs).map { contender, runs in
      let curve = positions.compactMap { position -> CurvePoint? in
        let values = runs.map { run in
          run.reached[position - 1].map { value in comparison.best.map { $0 - value } ?? value }
        }
        return bootstrap.mean(of: values).map { CurvePoint(trials: position, estimate: $0) }
      }
      // Rounding must not make the best itself unreachable.
      let goal = reference.map { $0 - tolerance - abs($0) * 1e-12 }
      let needed = runs.map { run in goal.flatMap(run.trials(to:)) }
      return Entry(
        name: contender.name, runs: runs, curve: curve, medianTrials: Self.median(needed),
        reachedCount: needed.count { $0 != nil })
    }
  }

  /// The numbers of trials at which curves are told: all of them up to 100, then a hundred or so, and the checkpoints.
  private static func positions(_ trials: Int) -> [Int] {
    let step = max(1, trials / 100)
    let regular = stride(from: step, through: trials, by: step)
    let special = [1, trials] + [0.1, 0.25, 0.5].map { max(1, Int((Double(trials) * $0).rounded())) }
    return Set(Array(regular) + special).sorted()
  }

  /// The median, with what never came last.
  private static func median(_ values: [Int?]) -> Double? {
    let sorted = values.map { $0.map(Double.init) ?? .infinity }.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    return middle.isFinite ? middle : nil
  }
}
