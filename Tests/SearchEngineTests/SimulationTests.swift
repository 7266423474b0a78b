import Controllers
import PlainJSON
import SearchEngine
import SearchSpace
import Synchronization
import Testing

/// Searches in memory on a virtual clock.
@Suite(.timeLimit(.minutes(5))) struct SimulationTests {
  /// Whole numbers from 1, taken in order, so that trial n trains the architecture n.
  private func simulation(
    _ count: Int = 100, parallel: Int = 1, train: @escaping @Sendable (Int) throws -> SimulatedTraining
  ) throws -> Simulation {
    let space = try SearchSpace(
      .table(["x": .decision(Decision(.integer(IntegerRange(lower: 1, upper: count))))]))
    var simulation = Simulation(
      space: space, trainer: SimulatedTrainer { try train($0.table["x"]?.intValue ?? 0) }, reward: .metric("y"))
    simulation.controller = ControllerChoice.named("grid")
    (simulation.limits.max, simulation.limits.parallel) = (count, parallel)
    return simulation
  }

  private static func reward(_ value: Int, lasting seconds: Double? = nil) -> SimulatedTraining {
    SimulatedTraining(metrics: ["y": Double(value)], duration: seconds)
  }

  @Test func `trials end in the order of their ends, ties by number`() async throws {
    // Three at once: 1 ends at 5, 2 and 3 at 2; then 4 runs 2...4 and 5 runs 2...3.
    let lengths: [Double] = [0, 5, 2, 2, 2, 1]
    let search = try await simulation(5, parallel: 3) { Self.reward($0, lasting: lengths[$0]) }.run()
    #expect(search.trials.map(\.number) == [2, 3, 5, 4, 1])
    #expect(search.trials.map(\.started) == [0, 0, 2, 2, 0])
    #expect(search.trials.map(\.ended) == [2, 2, 3, 4, 5])
    #expect(search.trials.map(\.reward) == [2, 3, 5, 4, 1])
    #expect(search.elapsed == 5 && search.best?.number == 5)
    #expect(search.outcome == .completed(reason: "all 5 trials are done"))
  }

  @Test func `a trial lasts one second, or as long as it is said to`() async throws {
    #expect(try await simulation(4) { Self.reward($0) }.run().elapsed == 4)
    #expect(try await simulation(4, parallel: 4) { Self.reward($0) }.run().elapsed == 1)
    var simulation = try simulation(4) { Self.reward($0, lasting: 100) }
    simulation.duration = { request, training in Double(request.number) * (training.metrics["y"] ?? 0) }
    #expect(try await simulation.run().elapsed == 1 + 4 + 9 + 16)
    // What breaks off takes its part of the time, whoever says how long the whole is.
    simulation.trainer = SimulatedTrainer { _ in
      var training = SimulatedTraining(metrics: ["y": 1])
      training.share = 0.25
      return training
    }
    #expect(try await simulation.run().elapsed == (1 + 2 + 3 + 4) / 4)
  }

  @Test(arguments: [-1, .nan, .infinity, 1e308]) func `a duration that is none is an error`(seconds: Double)
    async throws
  {
    let error = await #expect(throws: SimulationError.self) {
      try await simulation(3) { Self.reward($0, lasting: seconds) }.run()
    }
    #expect(
      "\(try #require(error))"
        == "the duration of trial 1 is \(seconds); seconds expected, at least 0 and at most 1e12")
  }

  private struct Broken: Error, CustomStringConvertible { let description = "no memory left" }

  @Test func `trials fail as real ones do`() async throws {
    var simulation = try simulation(8) { number in
      switch number {
      case 1: throw Broken()
      case 2: throw InfeasibleArchitecture(reason: "too wide")
      case 3: SimulatedTraining(metrics: ["y": .nan])
      case 4: SimulatedTraining(metrics: ["z": 1])
      case 5: SimulatedTraining(end: .failed(.outOfMemory, reason: "boom"))
      case 6: SimulatedTraining(end: .infeasible(reason: "no row"))
      case 7: Self.reward(7, lasting: 20)
      default: Self.reward(8, lasting: 10)
      }
    }
    simulation.limits.maxFailed = 100
    simulation.limits.timeout = 10
    let search = try await simulation.run()
    #expect(
      search.trials.map(\.state) == [
        .failed, .infeasible, .failed, .failed, .failed, .infeasible, .failed, .completed,
      ])
    #expect(
      search.trials.map(\.reason) == [
        "no memory left", "too wide", "the reward is nan", "the trainer reported no metric 'y', only z", "boom",
        "no row", "timed out: it ran longer than its limit of 10 s", nil,
      ])
    #expect(search.trials[6].ended - search.trials[6].started == 10)
    #expect(search.best?.number == 8)
  }

  /// Proposes numbers in order, and keeps what it is told.
  private struct Listener: Controller {
    let told: Told
    final class Told: Sendable {
      let results = Mutex<[TrialResult]>([])
      let begun = Mutex<[Int]>([])
    }
    mutating func ask(number: Int) throws -> Architecture? { Architecture(choices: [number - 1]) }
    mutating func began(_ proposal: Proposal) throws { told.begun.withLock { $0.append(proposal.number) } }
    mutating func tell(_ result: TrialResult) { told.results.withLock { $0.append(result) } }
  }

  @Test func `the controller is told of every beginning and end in order`() async throws {
    var simulation = try simulation(6, parallel: 2) { number in
      switch number {
      case 1: throw Broken()
      case 2: throw InfeasibleArchitecture(reason: "too wide")
      case 3: SimulatedTraining(end: .failed(.outOfMemory, reason: "boom"))
      default: SimulatedTraining(metrics: ["y": Double(number), "latency": Double(10 * number)])
      }
    }
    let told = Listener.Told()
    simulation.controller = ControllerChoice.custom(name: "own") { _ in Listener(told: told) }
    simulation.goals.limits = [HardLimit(metric: "latency", side: .atMost, bound: 50)]
    simulation.limits.maxFailed = 100
    let search = try await simulation.run()
    #expect(told.begun.withLock { $0 } == [1, 2, 3, 4, 5, 6])
    #expect(
      told.results.withLock { $0.map(\.outcome) } == [
        .failed(.crashed), .infeasible, .failed(.outOfMemory), .completed(Score(reward: 4, excesses: [-0.2])),
        .completed(Score(reward: 5, excesses: [0])), .completed(Score(reward: 6, excesses: [0.2])),
      ])
    // What breaks a limit is not the best, however great its reward.
    #expect(search.best?.number == 5)
  }

  @Test func `too many failures end it as failed, and what runs is stopped`() async throws {
    let search = try await simulation(30, parallel: 4) { number in
      if number <= 3 { throw Broken() }
      return Self.reward(number, lasting: 100)
    }.run()
    // A third of 30 is not reached by 3.
    #expect(search.count(.failed) == 3 && search.count(.completed) == 27)
    var strict = try simulation(30, parallel: 4) { number in
      if number <= 3 { throw Broken() }
      return Self.reward(number, lasting: 100)
    }
    strict.limits.maxFailed = 3
    let ended = try await strict.run()
    #expect(ended.outcome == .failed(reason: "max_failed: the limit of 3 failed trials is reached"))
    #expect(ended.trials.map(\.state) == [.failed, .failed, .failed, .stopped, .stopped, .stopped])
    #expect(ended.trials[3].reason == "the search ended: max_failed: the limit of 3 failed trials is reached")
    #expect(ended.elapsed == 1 && ended.trials[3].ended == 1)
  }

  @Test func `stop rules see the virtual clock`() async throws {
    var simulation = try simulation(100, parallel: 10) { Self.reward($0, lasting: 3600) }
    simulation.stopRules = [.wallClock(seconds: 2 * 3600)]
    // It fires at the first of the ten that end with it, as it would in a search.
    #expect(try await simulation.run().count(.completed) == 11)
    // In the middle of trials too, to the second.
    simulation.stopRules = [.wallClock(seconds: 5000)]
    let search = try await simulation.run()
    #expect(search.elapsed == 5000 && search.count(.completed) == 10 && search.count(.stopped) == 10)
    #expect(search.outcome.reason.hasPrefix("wall_clock: it has run for 1 h 23 min of 1 h 23 min"))
    simulation.stopRules = [.trials(7)]
    #expect(try await simulation.run().count(.completed) == 7)
  }

  @Test func `a stop rule that fails ends the simulation with an error that names it`() async throws {
    var simulation = try simulation(5) { Self.reward($0) }
    simulation.stopRules = [StopRule(name: "mine") { view in if view.ended < 3 { nil } else { throw Broken() } }]
    let error = await #expect(throws: SimulationError.self) { try await simulation.run() }
    #expect("\(try #require(error))" == "the stop rule mine failed after 3 trials: no memory left")
  }

  /// Ends trial 1 at its second report, and keeps what it sees.
  private struct Watcher: TrialWatcher {
    final class Seen: Sendable { let all = Mutex<[String]>([]) }
    let seen = Seen()

    func reported(_ trial: WatchedTrial) async throws -> String? {
      add("\(trial.number):", trial)
      return trial.number == 1 && trial.measurements.count == 2 ? "it will not get better" : nil
    }

    func ended(_ trial: WatchedTrial, isCompleted: Bool) {
      add("\(trial.number) \(isCompleted ? "completed" : "ended"):", trial)
    }

    private func add(_ head: String, _ trial: WatchedTrial) {
      let steps = trial.measurements.compactMap { $0.step.map(String.init) }.joined(separator: " ")
      seen.all.withLock { $0.append("\(head) \(steps) at \(trial.elapsed)") }
    }
  }

  @Test func `reports are spread over the time of a trial, and a watcher may end it there`() async throws {
    var simulation = try simulation(2) { number in
      var training = SimulatedTraining(
        reports: (1...4).map { .init(step: $0, metrics: ["y": Double(number * $0)]) }, duration: 8)
      training.metrics["z"] = 1
      return training
    }
    let whole = try await simulation.run()
    #expect(whole.trials[0].measurements.map(\.time) == [2, 4, 6, 8])
    #expect(whole.trials[1].measurements.map(\.time) == [10, 12, 14, 16])
    #expect(whole.trials[1].metrics == ["y": 8, "z": 1] && whole.trials[1].reward == 8)

    let watcher = Watcher()
    simulation.watcher = watcher
    let told = Listener.Told()
    simulation.controller = ControllerChoice.custom(name: "own") { _ in Listener(told: told) }
    let search = try await simulation.run()
    #expect(
      watcher.seen.all.withLock { $0 } == [
        "1: 1 at 2.0", "1: 1 2 at 4.0", "1 ended: 1 2 at 4.0", "2: 1 at 2.0", "2: 1 2 at 4.0", "2: 1 2 3 at 6.0",
        "2 completed: 1 2 3 4 at 8.0",
      ])
    let stopped = search.trials[0]
    #expect(stopped.state == .stopped && stopped.reason == "it will not get better" && stopped.ended == 4)
    #expect(stopped.metrics == ["y": 2] && stopped.measurements.count == 2 && stopped.reward == 2)
    #expect(stopped.score == nil && search.best?.number != stopped.number)
    #expect(search.trials[1].started == 4 && search.elapsed == 12)
    #expect(stopped.saved == 4 && search.saved == 4 && whole.saved == 0)
    #expect(told.results.withLock { $0.first?.outcome } == .stopped(Score(reward: 2)))
  }

  @Test func `a space that is used up ends it`() async throws {
    var simulation = try simulation(7) { Self.reward($0) }
    simulation.limits.max = 50
    let search = try await simulation.run()
    #expect(search.trials.count == 7)
    #expect(search.outcome == .completed(reason: "every architecture of the space has been tried"))
  }

  @Test func `the same definition gives the same trials, and each trial a seed of its own`() async throws {
    let seeds = Mutex<Set<UInt64>>([])
    var simulation = try simulation(50, parallel: 7) { Self.reward($0) }
    simulation.trainer = SimulatedTrainer { request in
      seeds.withLock { _ = $0.insert(request.seed) }
      return SimulatedTraining(metrics: ["y": Double(request.seed % 1000)], duration: Double(request.seed % 9))
    }
    simulation.controller = ControllerChoice.named("evolution")
    let (one, two) = (try await simulation.run(), try await simulation.run())
    #expect(one.trials.map(\.architecture) == two.trials.map(\.architecture))
    #expect(one.trials.map(\.ended) == two.trials.map(\.ended))
    #expect(seeds.withLock { $0.count } == 50)
    simulation.seed = 1
    #expect(try await simulation.run().trials.map(\.architecture) != one.trials.map(\.architecture))
  }

  @Test func `cancelling ends it at once`() async throws {
    let simulation = try simulation(1_000_000_000) { Self.reward($0) }
    let task = Task { try await simulation.run() }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
