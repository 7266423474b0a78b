import Foundation
import Launchers
import PlainJSON
import SearchSpace

/// Starting trials, and starting them again.
extension SearchRunner {
  func start(
    _ number: Int, _ architecture: Architecture, attempt: Int, _ overrides: TrialOverrides = TrialOverrides()
  ) async throws {
    try environment.store.begin(search: record.id, number: number)
    running[number] = [:]
    view.running = running.count
    let table = definition.space.table(of: architecture)
    do {
      switch definition.trainer {
      case .command: try await launch(number, table, attempt: attempt, overrides)
      case .function(let body): startFunction(number, table, overrides, body)
      }
      await listener(.started(progress, number: number))
    } catch let failure as Placeholders.Failure {
      try await finish(number, state: .failed, reward: nil, reason: failure.description)
    } catch let failure as VariablesFileError {
      try await finish(number, state: .failed, reward: nil, reason: failure.description)
    }
  }

  private func launch(_ number: Int, _ table: JSON, attempt: Int, _ overrides: TrialOverrides) async throws {
    let folder = folder(number)
    let slot = Slot()
    let config = config(with: overrides)
    let values = placeholderValues(number, table, attempt: attempt, config: config, devices: slot.devices)
    let spec = TrialSpec(
      id: number, attempt: attempt, arguments: try command.arguments(values),
      environment: try command.environment(values), inherited: definition.surroundings.inherited,
      directory: definition.directory, architecture: table, config: .object(config), slot: slot, seed: values.seed,
      limits: TrialLimits(
        timeout: overrides.timeout ?? timeout, grace: definition.limits.grace, silence: overrides.silence,
        memory: overrides.memory))
    if command.usesVariablesFile { try folder.writeVariables(of: spec) }
    try await launcher.start(spec, in: folder)
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
        id, state: .failed, reward: nil, reason: times == 1 ? reason : "\(reason), \(times) times in all")
    case .again(let failure):
      running[id] = nil
      early.restart(id)
      try environment.store.requeue(search: record.id, number: id, reason: reason, failure: failure)
      guard let trial = try environment.store.trial(search: record.id, number: id) else { return }
      if ending == nil { await listener(.notice(name: record.name, trial: id, "\(reason); it is started again")) }
      waiting.append(trial)
    }
  }

  /// Each trial's own seed, the same in every attempt.
  func trialSeed(_ number: Int) -> UInt64 { TrialSeed.of(trial: number, search: record.seed) }
}
