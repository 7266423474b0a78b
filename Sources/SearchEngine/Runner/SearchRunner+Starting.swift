import Foundation
import Launchers
import PlainJSON
import SearchSpace
import TrialStore

/// Starting trials, and starting them again.
extension SearchRunner {
  /// Starts a trial that is in the store as one that runs.
  func start(
    _ number: Int, _ architecture: Architecture, attempt: Int, in slot: Slot,
    with overrides: TrialOverrides = TrialOverrides()
  ) async throws {
    running[number] = [:]
    view.running = running.count
    watches[number] = Stopwatch()
    if try await measure(number, architecture, attempt: attempt) {
      if running[number] != nil { await listener(.started(progress, number: number)) }
      return
    }
    try await train(number, architecture, attempt: attempt, in: slot, with: overrides)
    if running[number] != nil { await listener(.started(progress, number: number)) }
  }

  /// Starts the training of a trial whose architecture has been measured.
  func train(
    _ number: Int, _ architecture: Architecture, attempt: Int, in slot: Slot, with overrides: TrialOverrides
  ) async throws {
    watches[number] = Stopwatch()
    let table = definition.space.table(of: architecture)
    do {
      switch definition.trainer {
      case .command: try await launch(number, table, attempt: attempt, in: slot, with: overrides)
      case .function(let body): startFunction(number, table, overrides, body)
      }
    } catch let failure as Placeholders.Failure {
      try await finish(number, state: .failed, reward: nil, reason: failure.description)
    } catch let failure as TrialFolderError {
      try await cannotStart(number, failure)
    } catch let failure as VariablesFileError {
      try await finish(number, state: .failed, reward: nil, reason: failure.description)
    }
  }

  /// A folder that cannot be used costs its trial alone. Where nothing can be written or started at all, each trial
  /// would fail as this one: the search breaks off, and goes on from here when that is mended.
  func cannotStart(_ number: Int, _ failure: TrialFolderError) async throws {
    guard failure.path.hasPrefix(folder(number).path) else { throw failure }
    if let reason = environment.workspace.writeProblem {
      throw StoreError.cannotWrite(path: environment.workspace.path, reason: reason)
    }
    try environment.store.log(
      search: record.id, trial: number, kind: "folder_failed", payload: .string(failure.description))
    try await finish(number, state: .failed, reward: nil, reason: failure.description)
  }

  private func launch(
    _ number: Int, _ table: JSON, attempt: Int, in slot: Slot, with overrides: TrialOverrides
  ) async throws {
    let folder = folder(number)
    let config = config(with: overrides)
    let values = placeholderValues(number, table, attempt: attempt, config: config, devices: slot.devices)
    let limits = definition.limits
    let spec = TrialSpec(
      id: number, attempt: attempt, arguments: try command.arguments(values),
      environment: await variables(for: slot, with: overrides).merging(try command.environment(values)) { $1 },
      inherited: definition.surroundings.inherited, directory: definition.directory, architecture: table,
      config: .object(config), slot: measuring.sparing(environment.slots.enforced(slot)), seed: values.seed,
      limits: TrialLimits(
        timeout: overrides.timeout ?? timeout, grace: limits.grace, silence: overrides.silence ?? limits.silence,
        memory: overrides.memory ?? limits.slot.memory, output: limits.output),
      readsOutput: definition.readsOutput)
    if command.usesVariablesFile { try folder.writeVariables(of: spec) }
    try await launcher.start(spec, in: folder)
    await environment.slots.watch(ticket(number), in: folder)
  }

  /// Puts a trial back to be started again: at once, or after the search is resumed.
  ///
  /// - Parameter isOwn: whether it had begun; what is lost before is not counted.
  func lost(_ id: Int, _ reason: String, isOwn: Bool = true) async throws {
    if let reason = infeasible[id] { return try await finish(id, state: .infeasible, reward: nil, reason: reason) }
    if let stop = early.decided[id] { return try await finishEarly(id, stop) }
    switch try loss(of: id, isOwn: isOwn) {
    case .tooOften(let times):
      try await finish(
        id, state: .failed, reward: nil, reason: times == 1 ? reason : "\(reason), \(times) times in all",
        failure: .lost)
    case .again(let failure):
      running[id] = nil
      watches[id] = nil
      _ = await freeSlot(of: id, state: .pending, failure: nil)
      early.restart(id)
      try storeReports(of: id)
      try environment.store.requeue(search: record.id, number: id, reason: reason, failure: failure)
      guard let trial = try environment.store.trial(search: record.id, number: id) else { return }
      if ending == nil { await listener(.notice(name: record.name, trial: id, "\(reason); it is started again")) }
      waiting.append(trial)
    }
  }

  /// Each trial's own seed, the same in every attempt.
  func trialSeed(_ number: Int) -> UInt64 { TrialSeed.of(trial: number, search: record.seed) }
}
