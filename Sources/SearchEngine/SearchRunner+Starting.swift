import Foundation
import Launchers
import PlainJSON
import SearchSpace

/// Starting trials, and starting them again.
extension SearchRunner {
  func start(_ number: Int, _ architecture: Architecture, attempt: Int, in slot: Slot) async throws {
    try environment.store.begin(search: record.id, number: number)
    running[number] = [:]
    view.running = running.count
    if try await measure(number, architecture, attempt: attempt) {
      if running[number] != nil { await listener(.started(progress, number: number)) }
      return
    }
    try await train(number, architecture, attempt: attempt, in: slot)
    if running[number] != nil { await listener(.started(progress, number: number)) }
  }

  /// Starts the training of a trial whose architecture has been measured.

  func train(_ number: Int, _ architecture: Architecture, attempt: Int, in slot: Slot) async throws {
    let table = definition.space.table(of: architecture)
    do {
      switch definition.trainer {
      case .command: try await launch(number, table, attempt: attempt, in: slot)
      case .function(let body): startFunction(number, table, body)
      }
    } catch let failure as Placeholders.Failure {
      try await finish(number, state: .failed, reward: nil, reason: failure.description)
    }
  }

  private func launch(_ number: Int, _ table: JSON, attempt: Int, in slot: Slot) async throws {
    let folder = folder(number)
    let seed = trialSeed(number)
    let filled = try command.fill(
      from: .init(
        architecture: table, architecturePath: folder.architecturePath, config: config, trialID: number,
        trialFolder: folder.path, seed: seed,
        scriptFolder: scriptFolder))
    let limits = definition.limits
    let spec = TrialSpec(
      id: number, attempt: attempt, arguments: filled, environment: await variables(for: slot),
      directory: definition.directory, architecture: table, config: .object(config),
      slot: measuring.sparing(environment.slots.enforced(slot)), seed: seed,
      limits: TrialLimits(
        timeout: timeout, grace: limits.grace, silence: limits.silence, memory: limits.slot.memory,
        output: limits.output), readsOutput: definition.readsOutput)
    try await launcher.start(spec, in: folder)
    await environment.slots.watch(ticket(number), in: folder)
  }

  /// Puts a trial back to be started again: at once, or after the search is resumed.
  func lost(_ id: Int, _ reason: String) async throws {
    if let reason = infeasible[id] { return try await finish(id, state: .infeasible, reward: nil, reason: reason) }
    if let stop = early.decided[id] { return try await finishEarly(id, stop) }
    running[id] = nil
    _ = await freeSlot(of: id, state: .pending, failure: nil)
    early.restart(id)
    try environment.store.requeue(search: record.id, number: id, reason: reason)
    guard let trial = try environment.store.trial(search: record.id, number: id) else { return }
    if ending == nil { await listener(.notice(name: record.name, trial: id, "\(reason); it is started again")) }
    // Whoever interrupts and goes on often enough loses no trial by it.
    guard trial.attempt <= Self.maxAttempts || ending?.outcome == .interrupted else {
      return try await finish(
        id, state: .failed, reward: nil, reason: "\(reason), \(Self.maxAttempts) times in all", failure: .lost)
    }
    waiting.append(trial)
  }

  /// A trial that takes its supervisor with it again and again would run for ever.
  private static let maxAttempts = 20

  /// Each trial's own seed, the same in every attempt.
  func trialSeed(_ number: Int) -> UInt64 { TrialSeed.of(trial: number, search: record.seed) }
}
