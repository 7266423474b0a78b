import Foundation
import Launchers
import PlainJSON
import SearchSpace

/// Trials in wrappers: what an attempt runs, and what is left of it when it did not end by itself.
extension SearchRunner {
  /// How long the command that ends what is left of a wrapper may take.
  private static let unwrapLimit = Duration.seconds(60)

  /// What the placeholders of an attempt stand for.
  func placeholderValues(
    _ number: Int, _ table: JSON, attempt: Int, config: [String: JSON], devices: [String] = []
  ) -> Placeholders.Values {
    let folder = folder(number)
    return Placeholders.Values(
      architecture: table, architecturePath: folder.architecturePath, config: config, trialID: number,
      trialFolder: folder.path, seed: trialSeed(number), scriptFolder: scriptFolder, devices: devices,
      variablesPath: folder.variablesPath,
      trialName: TrialName.text(search: record.name, trial: number, attempt: attempt, folder: folder.path),
      data: definition.data, stage: record.stage)
  }

  /// What to say of variables that trainers are to inherit and that are not set.
  var missingVariables: [String] {
    let own = ProcessInfo.processInfo.environment
    let missing = (definition.surroundings.inherited ?? []).filter { own[$0] == nil }
    if missing.isEmpty { return [] }
    let isOne = missing.count == 1
    return [
      "\(missing.joined(separator: ", ")) of 'env' \(isOne ? "is" : "are") not set here, so trainers do not get "
        + (isOne ? "it" : "them")
    ]
  }

  /// The trial of whose wrapper something may be left after an event: what a daemon started goes on when the wrapper is
  /// killed.
  func toUnwrap(after event: TrialEvent) -> Int? {
    if definition.surroundings.unwrap.isEmpty { return nil }
    return switch event {
    case .lost(let id, _): id
    case .ended(let id, let exit): exit.needsUnwrapping ? id : nil
    default: nil
    }
  }

  /// Ends what is left of a trial's wrapper, and only then goes on with the event: until then its slot is taken.
  func unwrap(_ id: Int, then event: TrialEvent) {
    Task {
      await unwrap(id)
      post.yield(.unwrapped(event))
    }
  }

  /// Ends what is left of the wrapper of a trial's latest attempt.
  func unwrap(_ id: Int) async {
    guard !definition.surroundings.unwrap.isEmpty,
      let trial = try? environment.store.trial(search: record.id, number: id),
      let architecture = try? architecture(trial.architecture)
    else { return }
    let spec = try? folder(id).spec()
    let values = placeholderValues(
      id, definition.space.table(of: architecture), attempt: trial.attempt,
      config: config(with: TrialOverrides(json: trial.overrides)), devices: spec?.slot.devices ?? [])
    guard let arguments = try? command.unwrapping(values), !arguments.isEmpty else { return }
    let problem = await ShortCommand.run(
      arguments, in: definition.directory, log: "\(folder(id).path)/unwrap.log", limit: Self.unwrapLimit)
    if let problem {
      // Mostly there is just nothing left to end.
      let words = folder(id).secretValues.hidden(in: "\(arguments[0]) \(problem)")
      try? environment.store.log(search: record.id, trial: id, kind: "unwrap_failed", payload: .string(words))
    }
  }
}

extension ExitRecord {
  /// Whether something may be left of a wrapper.
  var needsUnwrapping: Bool {
    switch outcome {
    case .exited, .notStarted: false
    case .signalled, .timedOut, .silent, .memoryLimit, .stopped: true
    }
  }
}
