import Controllers
import Foundation
import Launchers
import PlainJSON
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
    /// The command that serves supervisors.
    public let supervisor: [String]
    /// What gives trials their place on this machine, shared by all searches of a process.
    public let slots: SlotKeeper

    /// Makes an environment.
    public init(workspace: Workspace, store: TrialStore, supervisor: [String], slots: SlotKeeper = SlotKeeper()) {
      self.workspace = workspace
      self.store = store
      self.supervisor = supervisor
      self.slots = slots
    }
  }

  enum Message: Sendable {
    case trial(TrialEvent)
    /// A trial whose wrapper is gone for sure.
    case unwrapped(TrialEvent)
    case functionEnded(id: Int, Result<[String: Double], FunctionFailure>)
    /// A trainer that is a function has had its time.
    case functionOverdue(id: Int)
    case tick
    /// What a task beside the loop could not do.
    case broke(any Error)
    case interrupt
    /// Something waits to be trained next.
    case enqueued
    case measuring(MeasureMessage)
  }

  struct FunctionFailure: Error {
    let reason: String
    var isInfeasible = false
  }

  let definition: SearchDefinition
  let record: SearchRecord
  let environment: Environment
  let launcher: LocalLauncher
  let inbox: AsyncStream<Message>
  let post: AsyncStream<Message>.Continuation
  private let heard: @Sendable (SearchUpdate) async -> Void
  /// What is told after the search has said that it begins; nil from then on.
  private var held: [SearchUpdate]? = []
  let rules: [StopRule]
  /// The trainer's program and arguments; nothing where it is a function.
  let command: TrialCommand
  let scriptFolder: String?

  var controller: any Controller
  var view: SearchView
  /// Trials to start before the controller is asked again: those that an earlier run proposed and could not end.
  var waiting: [TrialRecord] = []
  /// Trials that run now, with the latest value of each metric.
  var running: [Int: [String: Double]] = [:]
  /// What they reported since the last tick. The files of the trials hold it, so no death of this process loses it; it is
  /// stored with the end of its trial, or with the tick.
  var unstored: [Int: [NewMeasurement]] = [:]
  /// Why their architectures cannot be trained, of those whose trainers say so.
  var infeasible: [Int: String] = [:]
  /// How trials whose end is being dealt with ended.
  var exits: [Int: ExitRecord] = [:]
  /// Why nothing more is started now, where a trial waits for its slot.
  var wait: SlotWait?
  /// What ended trials made of their GPUs, until there is advice about it.
  var uses: [TrialUse]? = []
  var functions: [Int: Task<Void, Never>] = [:]
  /// Those of them that have had their time.
  var overdue: Set<Int> = []
  var early: EarlyStoppingState
  /// Measures run beside the trials, under the same numbers.
  let measurer: LocalLauncher
  var measuring = MeasuringState()
  var nextNumber = 1
  /// What was proposed, once something has been enqueued.
  var known: KnownArchitectures?
  var ending: Ending?
  /// Why the controller cannot be asked any more.
  var controllerFailure: (any Error)?
  let interruption = Interruption()
  var failedRules: Set<String> = []
  var diskIsFull = false
  let watch = Stopwatch()
  /// Since when the trials run that this runner has started.
  var watches: [Int: Stopwatch] = [:]
  var elapsedBefore = 0.0
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
    heard = listener
    launcher = LocalLauncher(supervisor: environment.supervisor)
    measurer = LocalLauncher(supervisor: environment.supervisor)
    (inbox, post) = AsyncStream.makeStream()
    early = EarlyStoppingState(definition.earlyStopping)
    view = SearchView(maxTrials: definition.limits.max)
    command = TrialCommand(definition)
    scriptFolder = definition.script.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    rules = definition.stopRules + [.failures(definition.limits.effectiveMaxFailed)]
  }

  /// Runs the search to its end. Cancelling the task interrupts it: what runs is ended and stays to be resumed.
  public func run() async throws -> SearchOutcome {
    try await checkSlots()
    let swept = try await sweep()
    try await keepPlaces()
    try environment.store.update(search: record.id, state: .running, reason: nil)
    try signIn()
    let warm = try await beginWarm()
    let resumption = try await recover()
    let notices = swept + (resumption == nil ? firstNotices : []) + missingVariables + warm
    endedBefore = view.ended
    await beginTelling(resumption)
    for notice in notices { await listener(.notice(name: record.name, trial: nil, notice)) }
    let pumps = [
      Task { [launcher, post] in for await event in launcher.events { post.yield(.trial(event)) } },
      Task { [measurer, post] in for await event in measurer.events { post.yield(.measuring(.process(event))) } },
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
  public nonisolated func interrupt(reason: String? = nil) {
    interruption.set(reason: reason)
    post.yield(.interrupt)
  }

  /// Tells it that something waits in the store to be trained next.
  public nonisolated func hearOfEnqueued() { post.yield(.enqueued) }

  /// Tells whoever watches the search.
  func listener(_ update: SearchUpdate) async {
    if held == nil { await heard(update) } else { held?.append(update) }
  }

  /// Says that it begins, and then what has happened before that could be said: trials that had ended meanwhile.
  private func beginTelling(_ resumption: SearchUpdate.Resumption?) async {
    let early = held ?? []
    held = nil
    await listener(.began(progress, resumed: resumption))
    for update in early { await listener(update) }
  }

  private func loop() async throws -> SearchOutcome {
    do {
      let outcome = try await decide()
      await giveBackPlaces()
      return outcome
    } catch {
      await giveBackPlaces()
      // Functions end with the search that would hear of them. Processes go on under their supervisors, as they do
      // when a controller dies, and are taken over when the search goes on.
      await endFunctions()
      signOut(String(describing: error))
      try? environment.store.update(search: record.id, state: .interrupted, reason: String(describing: error))
      throw error
    }
  }

  private func decide() async throws -> SearchOutcome {
    if view.ended > 0 { await checkRules() }
    try await fill()
    var messages = inbox.makeAsyncIterator()
    while !running.isEmpty || isWaiting, let message = await messages.next() {
      switch message {
      case .trial(let event):
        if let id = toUnwrap(after: event) { unwrap(id, then: event) } else { try await handle(event) }
      case .unwrapped(let event): try await handle(event)
      case .functionEnded(let id, let result): try await functionEnded(id, result)
      case .functionOverdue(let id): functionIsOverdue(id)
      case .broke(let error): throw error
      case .tick:
        try storeReports()
        try await checkRoom()
        await hearOfDevices()
        await checkJobLimit()
        if ending == nil { await checkRules() }
      case .enqueued: break
      case .measuring(let message): try await hear(message)
      case .interrupt: await obey()
      }
      try await fill()
    }
    try storeReports()
    if let controllerFailure { throw controllerFailure }
    let outcome = ending?.outcome ?? exhausted
    let reason = outcome == .interrupted ? interruption.reason ?? outcome.reason : outcome.reason
    try environment.store.update(search: record.id, state: outcome.state, reason: reason)
    signOut(reason)
    environment.store.tidy()
    await listener(.finished(progress, outcome))
    return outcome
  }

  // MARK: Starting trials

  private func fill() async throws {
    guard try await trainMeasured() else { return }
    while ending == nil, running.count < definition.limits.parallel {
      guard let next = waiting.first?.number ?? (nextNumber <= definition.limits.max ? nextNumber : nil),
        let slot = try await slotToStart(next, asking: try waiting.first.map(request(of:)))
      else { return }
      if !waiting.isEmpty {
        let trial = waiting.removeFirst()
        try environment.store.begin(search: record.id, number: trial.number)
        try await start(
          trial.number, try architecture(trial.architecture), attempt: trial.attempt, in: slot,
          with: TrialOverrides(json: trial.overrides))
      } else if let proposal = try await propose() {
        try await start(proposal.number, proposal.architecture, attempt: 1, in: slot)
      } else {
        return await giveBackSlot(of: next)
      }
    }
    wait = nil
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

  var progress: SearchUpdate.Progress {
    var view = view
    view.running = running.count
    view.elapsed = elapsedBefore + watch.seconds
    let done = view.ended - endedBefore
    let pace = done > 0 ? watch.seconds / Double(done) : nil
    return .init(
      name: record.name, stage: record.stage, max: definition.limits.max, view: view,
      remaining: pace.map { $0 * Double(definition.limits.max - view.ended) })
  }
}
