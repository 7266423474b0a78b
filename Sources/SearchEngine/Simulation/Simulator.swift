import Controllers
import SearchSpace
import TrialStore

/// Runs one simulated search: what ``SearchRunner`` does with a launcher and a store, on a virtual clock.
struct Simulator {
  /// A trial in flight. What it comes to is known from its start; only when is told later.
  private struct Running {
    let number: Int
    let architecture: Architecture
    let training: SimulatedTraining
    let started: Double
    /// How long it lasts if nobody stops it.
    let duration: Double
    /// Whether it is ended by its time limit.
    let isOverdue: Bool
    /// What it reports until then, and when.
    let measurements: [SimulatedMeasurement]
    /// The measurements that somebody has looked at.
    var watched = 0
    /// The moment at which something happens to it next.
    var next: Double

    var end: Double { started + duration }
  }

  private let definition: Simulation
  private let rules: [StopRule]
  private var controller: any Controller
  private var watcher: (any TrialWatcher)?
  private var view: SearchView
  /// Those that run, the one to which something happens first at the end.
  private var running: [Running] = []
  private var trials: [SimulatedTrial] = []
  private var now = 0.0
  private var nextNumber = 1
  private var ending: SearchOutcome?

  /// Steps after which other tasks get their turn: a simulation never waits.
  private static let stepsInARow = 64

  init(_ definition: Simulation) throws {
    self.definition = definition
    controller = try definition.controller.make(
      .init(
        space: definition.space, seed: definition.seed, maxTrials: definition.limits.max))
    watcher = definition.watcher
    view = SearchView(maxTrials: definition.limits.max)
    rules = definition.stopRules + [.failures(definition.limits.effectiveMaxFailed)]
  }

  mutating func run() async throws -> SimulatedSearch {
    var steps = 0
    try await fill()
    while ending == nil, let earliest = running.last {
      try Task.checkCancellation()
      steps += 1
      if steps % Self.stepsInARow == 0 { await Task.yield() }
      try await checkRules(until: earliest.next)
      if ending != nil { break }
      let trial = running.removeLast()
      now = trial.next
      try await step(trial)
      try await fill()
    }
    try stopAll()
    return SimulatedSearch(
      trials: trials, outcome: ending ?? .completed(reason: exhaustedReason), elapsed: now)
  }

  // MARK: Starting trials

  private mutating func fill() async throws {
    while ending == nil, running.count < definition.limits.parallel, nextNumber <= definition.limits.max,
      let architecture = try controller.ask(number: nextNumber)
    {
      let number = nextNumber
      nextNumber += 1
      try controller.began(Proposal(number: number, architecture: architecture))
      try await start(number, architecture)
      try Task.checkCancellation()
    }
  }

  private mutating func start(_ number: Int, _ architecture: Architecture) async throws {
    let request = SimulatedTrainer.Request(
      number: number, architecture: architecture, table: definition.space.table(of: architecture),
      seed: TrialSeed.of(trial: number, search: definition.seed))
    let training = try await training(request)
    let whole = try await definition.duration?(request, training) ?? training.duration ?? 1
    let seconds = whole * training.share
    guard (0...Simulation.longest).contains(seconds) else {
      throw SimulationError.badDuration(trial: number, seconds: seconds)
    }
    let limit = definition.limits.timeout ?? .infinity
    let count = Double(training.reports.count)
    var measurements: [SimulatedMeasurement] = []
    for (offset, report) in training.reports.enumerated() {
      let time = seconds * Double(offset + 1) / count
      if time > limit { break }
      measurements.append(SimulatedMeasurement(step: report.step, metrics: report.metrics, time: now + time))
    }
    var trial = Running(
      number: number, architecture: architecture, training: training, started: now,
      duration: min(seconds, limit), isOverdue: seconds > limit, measurements: measurements, next: 0)
    schedule(&trial)
  }

  /// What the trainer says of an architecture. What it throws is how the trial ends, unless the simulation itself does.
  private func training(_ request: SimulatedTrainer.Request) async throws -> SimulatedTraining {
    do {
      return try await definition.trainer.train(request)
    } catch let problem as InfeasibleArchitecture {
      return SimulatedTraining(end: .infeasible(reason: problem.reason))
    } catch {
      try Task.checkCancellation()
      return SimulatedTraining(end: .failed(.crashed, reason: String(describing: error)))
    }
  }

  /// Puts a trial among those that run, by what happens to it next.
  private mutating func schedule(_ trial: inout Running) {
    // The last measurement comes with the end, when there is nothing to stop any more.
    let isWatched = watcher != nil && trial.watched + 1 < trial.measurements.count
    trial.next = isWatched ? trial.measurements[trial.watched].time : trial.end
    var (low, high) = (0, running.count)
    while low < high {
      let middle = (low + high) / 2
      let other = running[middle]
      if (other.next, other.number) > (trial.next, trial.number) { low = middle + 1 } else { high = middle }
    }
    running.insert(trial, at: low)
  }

  // MARK: Ends of trials

  /// What happens to a trial at this moment: somebody looks at a measurement, or it ends.
  private mutating func step(_ trial: Running) async throws {
    guard watcher != nil, trial.watched + 1 < trial.measurements.count else { return try await end(trial) }
    var trial = trial
    trial.watched += 1
    let seen = seen(trial, trial.watched)
    let reason = try await watcher?.reported(seen)
    guard let reason else { return schedule(&trial) }
    let measurements = Array(trial.measurements[..<trial.watched])
    // What it had reached is worth something to a controller, where it can be told.
    let metrics = Self.latest(measurements)
    let score = try? await score(metrics)
    finish(
      trial, .stopped, metrics, measurements, outcome: .stopped(score), reason: reason, saved: trial.end - now)
    try await checkRules()
  }

  private mutating func end(_ trial: Running) async throws {
    let reported = Self.latest(trial.measurements)
    if trial.isOverdue {
      let limit = Span.text(trial.duration)
      finish(
        trial, .failed, reported, trial.measurements, outcome: .failed(.timedOut),
        reason: "timed out: it ran longer than its limit of \(limit)")
    } else {
      let metrics = reported.merging(trial.training.metrics) { $1 }
      switch trial.training.end {
      case .completed:
        do {
          let score = try await score(metrics)
          finish(trial, .completed, metrics, trial.measurements, outcome: .completed(score), reason: nil)
        } catch {
          try Task.checkCancellation()
          finish(
            trial, .failed, metrics, trial.measurements, outcome: .failed(.crashed),
            reason: String(describing: error))
        }
      case .failed(let kind, let reason):
        finish(trial, .failed, metrics, trial.measurements, outcome: .failed(kind), reason: reason)
      case .infeasible(let reason):
        finish(trial, .infeasible, metrics, trial.measurements, outcome: .infeasible, reason: reason)
      }
    }
    try await checkRules()
  }

  private func score(_ metrics: [String: Double]) async throws -> Score {
    try definition.goals.score(reward: try await definition.reward.value(of: metrics), metrics: metrics)
  }

  private mutating func finish(
    _ trial: Running, _ state: TrialState, _ metrics: [String: Double], _ measurements: [SimulatedMeasurement],
    outcome: TrialResult.Outcome, reason: String?, saved: Double = 0
  ) {
    let result = TrialResult(
      number: trial.number, architecture: trial.architecture, outcome: outcome, metrics: metrics)
    view.add(trial.number, outcome)
    var ended = SimulatedTrial(
      number: trial.number, architecture: trial.architecture, state: state, metrics: metrics,
      measurements: measurements, score: outcome.completedScore, reason: reason, started: trial.started,
      ended: now,
      saved: saved)
    if case .stopped(let reached) = outcome { ended.partialReward = reached?.reward }
    trials.append(ended)
    controller.tell(result)
    guard watcher != nil else { return }
    let seen = seen(trial, measurements.count)
    watcher?.ended(seen, isCompleted: state == .completed)
  }

  /// What a watcher sees of a trial.
  private func seen(_ trial: Running, _ count: Int) -> WatchedTrial {
    WatchedTrial(
      number: trial.number, architecture: definition.space.table(of: trial.architecture),
      measurements: Array(trial.measurements.prefix(count)), elapsed: now - trial.started, search: view)
  }

  private static func latest(_ measurements: [SimulatedMeasurement]) -> [String: Double] {
    measurements.reduce(into: [:]) { $0.merge($1.metrics) { $1 } }
  }

  // MARK: The end of the search

  private mutating func checkRules() async throws {
    if let (outcome, _) = try await firing(at: now) { ending = outcome }
  }

  /// A real search looks at its rules every second too, so that a rule about time ends it in the middle of long trials.
  ///
  /// Between two ends only the time changes: where a rule fires at the last of those seconds, the first one at which it
  /// does is searched by halves.
  private mutating func checkRules(until time: Double) async throws {
    let seconds = min((time - now).rounded(.up) - 1, 1e15)
    guard seconds >= 1, rules.count > 1, var (outcome, _) = try await firing(at: now + seconds) else { return }
    var (before, after) = (0.0, seconds)
    while after - before > 1 {
      let middle = ((before + after) / 2).rounded(.down)
      if let earlier = try await firing(at: now + middle) {
        (after, outcome) = (middle, earlier.outcome)
      } else {
        before = middle
      }
    }
    now += after
    ending = outcome
  }

  private mutating func firing(at time: Double) async throws -> (outcome: SearchOutcome, rule: String)? {
    view.running = running.count
    view.elapsed = time
    for rule in rules {
      do {
        guard let reason = try await rule.decide(view) else { continue }
        let words = "\(rule.name): \(reason)"
        return (rule.isFailure ? .failed(reason: words) : .completed(reason: words), rule.name)
      } catch {
        try Task.checkCancellation()
        // A search of days goes on without a rule that is broken; a simulation is where that should be seen.
        throw SimulationError.stopRule(name: rule.name, ended: view.ended, problem: String(describing: error))
      }
    }
    return nil
  }

  private mutating func stopAll() throws {
    guard let ending else { return }
    for trial in running.sorted(by: { $0.number < $1.number }) {
      let measurements = trial.measurements.filter { $0.time <= now }
      finish(
        trial, .stopped, Self.latest(measurements), measurements, outcome: .stopped(nil),
        reason: "the search ended: \(ending.reason)")
    }
    running = []
  }

  private var exhaustedReason: String {
    nextNumber > definition.limits.max
      ? "all \(definition.limits.max) trials are done" : "every architecture of the space has been tried"
  }
}

extension TrialResult.Outcome {
  /// What a trial that was trained to its end is worth.
  fileprivate var completedScore: Score? { if case .completed(let score) = self { score } else { nil } }
}
