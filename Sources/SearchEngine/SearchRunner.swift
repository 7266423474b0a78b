import Controllers
import Foundation
import Launchers
import PlainJSON
import Randomness
import SearchSpace
import TrialStore

/// Runs one search: asks the controller, starts trials, learns from their ends, and stops when a rule says so.
///
/// Write, then act: a trial is in the store before its process starts, and a result is in the store before the
/// controller hears of it. So the process may be killed at any moment; see ``recover()``.
public actor SearchRunner {
  /// Where a search runs and is remembered.
  public struct Environment: Sendable {
    public let workspace: Workspace
    public let store: TrialStore
    /// The command that supervises a trial folder.
    public let supervisor: [String]

    /// Makes an environment.
    public init(workspace: Workspace, store: TrialStore, supervisor: [String]) {
      self.workspace = workspace
      self.store = store
      self.supervisor = supervisor
    }
  }

  /// What may end a search before its trials are used up.
  enum Ending {
    /// Nothing new is started; what runs comes to its end.
    case finishing(SearchOutcome)
    /// What runs is being ended.
    case ending(SearchOutcome)

    var outcome: SearchOutcome {
      switch self {
      case .finishing(let outcome), .ending(let outcome): outcome
      }
    }
  }

  enum Message: Sendable {
    case trial(TrialEvent)
    case functionEnded(id: Int, Result<[String: Double], FunctionFailure>)
    /// A trainer that is a function has had its time.
    case functionOverdue(id: Int)
    case tick
    case interrupt(reason: String?)
  }

  struct FunctionFailure: Error { let reason: String }

  let definition: SearchDefinition
  let record: SearchRecord
  let environment: Environment
  let launcher: LocalLauncher
  let inbox: AsyncStream<Message>
  let post: AsyncStream<Message>.Continuation
  private let listener: @Sendable (SearchUpdate) async -> Void
  private let rules: [StopRule]

  var controller: any Controller
  var view: SearchView
  /// Trials to start before the controller is asked again: those that an earlier run proposed and could not end.
  var waiting: [TrialRecord] = []
  /// Trials that run now, with the latest value of each metric.
  var running: [Int: [String: Double]] = [:]
  var functions: [Int: Task<Void, Never>] = [:]
  /// Those of them that have had their time.
  var overdue: Set<Int> = []
  var nextNumber = 1
  var ending: Ending?
  private var interruptReason: String?
  private var failedRules: Set<String> = []
  private let startedAt = Date().timeIntervalSince1970
  private var elapsedBefore = 0.0
  private var endedBefore = 0

  /// Makes the runner of a search that is in the store.
  public init(
    _ definition: SearchDefinition, record: SearchRecord, controller: any Controller, environment: Environment,
    listener: @escaping @Sendable (SearchUpdate) async -> Void
  ) {
    self.definition = definition
    self.record = record
    self.controller = controller
    self.environment = environment
    self.listener = listener
    launcher = LocalLauncher(supervisor: environment.supervisor)
    (inbox, post) = AsyncStream.makeStream()
    view = SearchView(maxTrials: definition.limits.max)
    rules = definition.stopRules + [.failures(definition.limits.effectiveMaxFailed)]
  }

  /// Runs the search to its end. Cancelling the task interrupts it: what runs is ended and stays to be resumed.
  public func run() async throws -> SearchOutcome {
    try environment.store.update(search: record.id, state: .running, reason: nil)
    let resumption = try await recover()
    endedBefore = view.ended
    await listener(.began(progress, resumed: resumption))
    let pumps = [
      Task { [launcher, post] in for await event in launcher.events { post.yield(.trial(event)) } },
      Task { [post] in
        while (try? await Task.sleep(for: .seconds(1))) != nil { post.yield(.tick) }
      },
    ]
    defer { for pump in pumps { pump.cancel() } }
    // A task of its own: in a cancelled one the inbox would read as ended, and nothing could be put in order.
    let work = Task { try await loop() }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      interrupt()
    }
  }

  /// Interrupts the search in good order: what runs is ended and stays to be resumed. ``run()`` then returns.
  ///
  /// - Parameter reason: what the store remembers as the reason.
  public nonisolated func interrupt(reason: String? = nil) { post.yield(.interrupt(reason: reason)) }

  private func loop() async throws -> SearchOutcome {
    do {
      return try await decide()
    } catch {
      // Functions end with the search that would hear of them. Processes go on under their supervisors, as they do
      // when a controller dies, and are taken over when the search goes on.
      await endFunctions()
      try? environment.store.update(search: record.id, state: .interrupted, reason: String(describing: error))
      throw error
    }
  }

  private func decide() async throws -> SearchOutcome {
    if view.ended > 0 { await checkRules() }
    try await fill()
    var messages = inbox.makeAsyncIterator()
    while !running.isEmpty, let message = await messages.next() {
      switch message {
      case .trial(let event): try await handle(event)
      case .functionEnded(let id, let result): try await functionEnded(id, result)
      case .functionOverdue(let id): functionIsOverdue(id)
      case .tick: if ending == nil { await checkRules() }
      case .interrupt(let reason):
        if case .ending = ending { break }
        interruptReason = reason
        await end(.ending(.interrupted))
      }
      try await fill()
    }
    let outcome = ending?.outcome ?? .completed(reason: exhaustedReason)
    let reason = outcome == .interrupted ? interruptReason ?? outcome.reason : outcome.reason
    try environment.store.update(search: record.id, state: outcome.state, reason: reason)
    await listener(.finished(progress, outcome))
    return outcome
  }

  // MARK: Starting trials

  private func fill() async throws {
    while ending == nil, running.count < definition.limits.parallel {
      if !waiting.isEmpty {
        let trial = waiting.removeFirst()
        try await start(trial.number, try architecture(trial.architecture), attempt: trial.attempt)
      } else {
        guard nextNumber <= definition.limits.max, let architecture = try controller.ask(number: nextNumber) else {
          return
        }
        let number = nextNumber
        nextNumber += 1
        try environment.store.propose(
          search: record.id, number: number, architecture: definition.space.text(of: architecture),
          source: (controller as? FixedProposals)?.source(of: number))
        try controller.began(Proposal(number: number, architecture: architecture))
        try await start(number, architecture, attempt: 1)
      }
    }
  }

  private func start(_ number: Int, _ architecture: Architecture, attempt: Int) async throws {
    try environment.store.begin(search: record.id, number: number)
    running[number] = [:]
    view.running = running.count
    let table = definition.space.table(of: architecture)
    do {
      switch definition.trainer {
      case .command(let arguments): try await launch(number, table, arguments, attempt: attempt)
      case .function(let body): startFunction(number, table, body)
      }
      await listener(.started(progress, number: number))
    } catch let failure as Placeholders.Failure {
      try await finish(number, state: .failed, reward: nil, reason: failure.description)
    }
  }

  private func launch(_ number: Int, _ table: JSON, _ arguments: [String], attempt: Int) async throws {
    let folder = folder(number)
    let seed = trialSeed(number)
    let filled = try Placeholders.fill(
      arguments,
      from: .init(
        architecture: table, architecturePath: folder.architecturePath, config: config, trialID: number,
        trialFolder: folder.path, seed: seed,
        scriptFolder: definition.script.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }))
    let spec = TrialSpec(
      id: number, attempt: attempt, arguments: filled, directory: definition.directory, architecture: table,
      config: .object(config), seed: seed,
      timeout: timeout, grace: definition.limits.grace)
    try await launcher.start(spec, in: folder)
  }

  // MARK: Hearing of trials

  private func handle(_ event: TrialEvent) async throws {
    switch event {
    case .measurement(let id, let measurement): try take(measurement, of: id)
    case .malformedLine(let id, let line, let text, let reason):
      let notice = "line \(line) of its metrics \(reason): \(text)"
      try environment.store.log(search: record.id, trial: id, kind: "malformed_metrics", payload: .string(notice))
      await listener(.notice(name: record.name, trial: id, notice))
    case .ended(let id, let exit): try await ended(id, exit)
    case .lost(let id): try await lost(id, "its supervisor was killed")
    }
  }

  func take(_ measurement: TrialMeasurement, of id: Int) throws {
    running[id, default: [:]].merge(measurement.metrics) { $1 }
    try environment.store.record(
      search: record.id, number: id, line: measurement.line, step: measurement.step, metrics: measurement.metrics)
  }

  func ended(_ id: Int, _ exit: ExitRecord) async throws {
    let times = (exit.startedAt, exit.endedAt)
    switch exit.outcome {
    case .exited(code: 0): try await score(id, times: times)
    case .stopped:
      if case .ending(let outcome) = ending, outcome != .interrupted {
        try await finish(
          id, state: .stopped, reward: nil, reason: "the search ended: \(outcome.reason)", times: times)
      } else {
        try await lost(id, "it was stopped")
      }
    default:
      try await finish(id, state: .failed, reward: nil, reason: folder(id).failureReason(exit), times: times)
    }
  }

  func score(_ id: Int, times: (Double, Double)? = nil) async throws {
    do {
      let reward = try await definition.reward.evaluate(running[id] ?? [:])
      guard reward.isFinite else { throw RewardError.notFinite(reward) }
      try await finish(id, state: .completed, reward: reward, reason: nil, times: times)
    } catch let error as StoreError {
      throw error
    } catch {
      try await finish(id, state: .failed, reward: nil, reason: String(describing: error), times: times)
    }
  }

  func finish(
    _ id: Int, state: TrialState, reward: Double?, reason: String?, times: (Double, Double)? = nil
  ) async throws {
    try environment.store.finish(
      search: record.id, number: id, state: state, reward: reward, metrics: running[id] ?? [:], reason: reason,
      startedAt: times?.0, endedAt: times?.1)
    running[id] = nil
    guard let trial = try environment.store.trial(search: record.id, number: id) else { return }
    try learn(id, trial.architecture, state, reward)
    await listener(.ended(progress, trial))
    if ending == nil { await checkRules() }
  }

  func learn(_ id: Int, _ text: String, _ state: TrialState, _ reward: Double?) throws {
    let outcome: TrialResult.Outcome
    switch state {
    case .completed:
      outcome = .completed(reward: reward ?? .nan)
      if let reward { view.add(id, reward: reward) }
    case .infeasible, .stopped:
      outcome = state == .stopped ? .stopped(nil) : .infeasible
      view.otherwiseEnded += 1
    case .failed, .pending, .running:
      outcome = .failed(.crashed)
      view.addFailure()
    }
    controller.tell(TrialResult(number: id, architecture: try architecture(text), outcome: outcome))
  }

  /// Puts a trial back to be started again: at once, or after the search is resumed.
  func lost(_ id: Int, _ reason: String) async throws {
    running[id] = nil
    try environment.store.requeue(search: record.id, number: id, reason: reason)
    guard let trial = try environment.store.trial(search: record.id, number: id) else { return }
    if ending == nil { await listener(.notice(name: record.name, trial: id, "\(reason); it is started again")) }
    // Whoever interrupts and goes on often enough loses no trial by it.
    guard trial.attempt <= Self.maxAttempts || ending?.outcome == .interrupted else {
      return try await finish(
        id, state: .failed, reward: nil, reason: "\(reason), \(Self.maxAttempts) times in all")
    }
    waiting.append(trial)
  }

  /// A trial that takes its supervisor with it again and again would run for ever.
  private static let maxAttempts = 20

  // MARK: Ending

  private func checkRules() async {
    view.running = running.count
    view.elapsed = elapsedBefore + Date().timeIntervalSince1970 - startedAt
    for rule in rules {
      do {
        guard let reason = try await rule.decide(view) else { continue }
        let words = "\(rule.name): \(reason)"
        try environment.store.log(
          search: record.id, trial: nil, kind: "stop_rule",
          payload: ["rule": .string(rule.name), "reason": .string(reason), "ended": .integer(view.ended)])
        return await end(.ending(rule.isFailure ? .failed(reason: words) : .completed(reason: words)))
      } catch {
        // A broken rule must not end a search of days; it is shown once and the others go on.
        guard failedRules.insert(rule.name).inserted else { continue }
        let notice = "the stop rule \(rule.name) failed and is ignored: \(error)"
        try? environment.store.log(
          search: record.id, trial: nil, kind: "stop_rule_failed", payload: .string(notice))
        await listener(.notice(name: record.name, trial: nil, notice))
      }
    }
  }

  private func end(_ new: Ending) async {
    if case .ending = ending { return }
    ending = new
    await launcher.stopAll()
    for task in functions.values { task.cancel() }
  }

  private var exhaustedReason: String {
    nextNumber > definition.limits.max
      ? "all \(definition.limits.max) trials are done" : "every architecture of the space has been tried"
  }

  // MARK: Small parts

  var timeout: Double? { record.stage == 1 ? definition.limits.timeout : definition.limits.fullTimeout }

  var config: [String: JSON] { record.stage == 1 ? definition.proxy : definition.full ?? [:] }

  func folder(_ number: Int) -> TrialFolder {
    TrialFolder(environment.workspace.trialFolder(search: record.name, number: number))
  }

  func architecture(_ text: String) throws -> Architecture {
    do { return try definition.space.architecture(text: text) } catch {
      throw SpaceError(path: "", problem: "the store holds '\(text)', which is no architecture: \(error)")
    }
  }

  /// Each trial's own seed, the same in every attempt.
  private func trialSeed(_ number: Int) -> UInt64 {
    var generator = SeededGenerator(seed: record.seed, stream: UInt64(number) | 1 << 40)
    return generator.next() >> 1
  }

  private var progress: SearchUpdate.Progress {
    var view = view
    view.running = running.count
    view.elapsed = elapsedBefore + Date().timeIntervalSince1970 - startedAt
    let done = view.ended - endedBefore
    let pace = done > 0 ? (Date().timeIntervalSince1970 - startedAt) / Double(done) : nil
    return .init(
      name: record.name, stage: record.stage, max: definition.limits.max, view: view,
      remaining: pace.map { $0 * Double(definition.limits.max - view.ended) })
  }

  func setElapsedBefore(_ seconds: Double) { elapsedBefore = seconds }
}
