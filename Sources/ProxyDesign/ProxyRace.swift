/// Several proxy tasks that are tried out side by side, each ended as soon as it can no longer win.
///
/// The winner is the success in the fewest hours. A task that has not succeeded at its last reading can succeed later
/// only, at a place on the line from that reading to the next, hence in no fewer hours than that reading's. So once
/// these are as many as the best success took, whatever the task still shows cannot win, and it ends; nothing else is
/// given up early, as a correlation may yet jump. In whatever order readings come in, the race ends with the fewest hours
/// that trying every task to its end would have found.
///
/// A task also ends where too many of its models have failed: what is left of it will never have a score.
public struct ProxyRace: Sendable, Equatable {
  public let limits: ProxyLimits
  /// How each task ended; nil for those that go on.
  public private(set) var ends: [ProxyEnd?]
  private var readings: [[ProxyReading]]
  private var latencyCorrelations: [Double?]

  /// A race of so many tasks.
  public init(tasks: Int, limits: ProxyLimits) {
    self.limits = limits
    ends = Array(repeating: nil, count: tasks)
    readings = Array(repeating: [], count: tasks)
    latencyCorrelations = Array(repeating: nil, count: tasks)
  }

  /// The tasks that go on.
  public var running: [Int] { ends.indices.filter { ends[$0] == nil } }

  /// The task that won, or leads: the success with the fewest hours.
  public var winner: Int? { ProxyEnd.winner(ends) }

  /// Hours of the best success so far.
  public var bestHours: Double? { winner.flatMap { ends[$0]?.hours } }

  /// Hears how a task's latencies agree with those of full training. To be heard before a task succeeds, as a success
  /// may end others.
  public mutating func hear(latencyCorrelation: Double, of task: Int) {
    latencyCorrelations[task] = latencyCorrelation
    if latencyCorrelation >= limits.desiredLatencyCorrelation { return }
    // It can no longer win, whatever its accuracies show.
    if ends[task]?.state.isSuccess ?? true { ends[task] = ProxyEnd(.failedLatencyCorrelation) }
  }

  /// Hears all readings of a task so far, in the order of steps.
  ///
  /// - Returns: the tasks that end by it, this one or others; trials of theirs should be stopped.
  @discardableResult public mutating func hear(_ newReadings: [ProxyReading], of task: Int) -> [Int] {
    readings[task] = newReadings
    let before = running
    judge()
    return before.filter { ends[$0] != nil }
  }

  /// Hears that a task has no more to show.
  ///
  /// - Returns: as ``hear(_:of:)``.
  @discardableResult public mutating func finish(_ task: Int, as state: ProxyEnd.State = .ranToCompletion) -> [Int]
  {
    if ends[task] == nil { ends[task] = ProxyEnd(state) }
    return []
  }

  /// Hears how many of a task's models have failed; it ends where those that are left are too few for a score.
  ///
  /// - Returns: as ``hear(_:of:)``.
  @discardableResult public mutating func hear(failed: Int, of models: Int, of task: Int) -> [Int] {
    let valid = models - failed
    let isEnough = valid >= ScorePairs.fewest && Double(valid) >= ScorePairs.leastShare * Double(models)
    guard !isEnough, ends[task] == nil else { return [] }
    ends[task] = ProxyEnd(.excessFailures)
    return [task]
  }

  private mutating func judge() {
    // Successes first: they are what ends others.
    var unlimited = limits
    unlimited.endsIfNotBest = false
    for task in running {
      ends[task] = ProxyVerdict.end(readings[task], unlimited)?
        .checked(latencyCorrelation: latencyCorrelations[task], limits)
    }
    guard limits.endsIfNotBest, let best = bestHours else { return }
    for task in running where readings[task].last.map({ $0.hours >= best }) ?? false {
      ends[task] = ProxyEnd(.exceededBestTime)
    }
  }
}
