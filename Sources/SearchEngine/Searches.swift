import Controllers
import Foundation
import Launchers
import PlainJSON
import SearchSpace
import TrialStore

/// Starts and resumes searches of a workspace.
public enum Searches {
  /// Checks a definition as far as can be without starting anything.
  public static func validate(_ definition: SearchDefinition) throws {
    try Workspace.validate(name: definition.name)
    _ = try controller(definition)
    try validateMeasures(definition)
    guard case .command = definition.trainer else { return }
    let sample = definition.space.baseline
    let command = TrialCommand(definition)
    for (stage, config) in definition.stages {
      let values = Placeholders.Values(
        architecture: definition.space.table(of: sample), architecturePath: "", config: config, trialID: 1,
        trialFolder: "", seed: 0, scriptFolder: definition.script, data: definition.data, stage: stage)
      _ = try command.arguments(values)
      _ = try command.environment(values)
      _ = try command.unwrapping(values)
    }
  }

  /// The runner of a new search.
  ///
  /// - Throws: ``StoreError/nameTaken(name:state:)`` where a search of that name exists.
  public static func begin(
    _ definition: SearchDefinition, overrides: [String: JSON], in environment: SearchRunner.Environment,
    listener: @escaping @Sendable (SearchUpdate) async -> Void
  ) throws -> SearchRunner {
    try validate(definition)
    try WarmStart.validate(definition.warmStart, in: environment.store)
    let record = try environment.store.createSearch(
      name: definition.name, stage: 1, parent: nil, seed: definition.seed,
      spec: StoredSearch(definition, overrides: overrides).json,
      enqueued: definition.enqueued.map { (definition.space.text(of: $0.architecture), $0.repeats) })
    return SearchRunner(
      definition, record: record, controller: try controller(definition), environment: environment,
      listener: listener)
  }

  /// The runner of a search that exists; the definition gives what the store cannot keep, such as functions.
  public static func resume(
    _ definition: SearchDefinition, record: SearchRecord, overrides: [String: JSON],
    in environment: SearchRunner.Environment,
    listener: @escaping @Sendable (SearchUpdate) async -> Void
  ) throws -> SearchRunner {
    let new = StoredSearch(definition, overrides: overrides)
    if let difference = new.dataDifference(from: StoredSearch(json: record.spec)) {
      throw SearchError.otherData(name: record.name, what: difference)
    }
    if let difference = new.difference(from: StoredSearch(json: record.spec)) {
      throw SearchError.changed(name: record.name, what: difference)
    }
    try environment.store.update(search: record.id, spec: new.json)
    if !definition.enqueued.isEmpty {
      // What was proposed before is left out: a script that is run again says again what it wants first.
      _ = try enqueue(definition.enqueued, to: record, of: definition, in: environment.store)
    }
    return SearchRunner(
      definition, record: record, controller: try controller(definition, seed: record.seed),
      environment: environment,
      listener: listener)
  }

  /// Whether a search that has ended goes on under a definition: it was out of trials, and now may have more.
  public static func canExtend(_ record: SearchRecord, to definition: SearchDefinition) -> Bool {
    guard isOutOfTrials(record), let before = StoredSearch(json: record.spec).maxTrials else { return false }
    return definition.limits.max > before
  }

  /// Whether a search has ended because it did all the trials that it might have.
  public static func isOutOfTrials(_ record: SearchRecord) -> Bool {
    guard record.stage == 1, let max = StoredSearch(json: record.spec).maxTrials else { return false }
    let reason = SearchOutcome.allDone(max).reason
    return (record.state == .completed && record.reason == reason)
      || (record.state == .failed && record.reason == reason + SearchOutcome.noneCompleted)
  }

  /// What the full training of a search is called.
  public static func fullName(of name: String) -> String { name + "-full" }

  static func controller(_ definition: SearchDefinition, seed: UInt64? = nil) throws -> any Controller {
    try definition.controller.make(
      .init(
        space: definition.space, seed: seed ?? definition.seed, maxTrials: definition.limits.max))
  }
}

extension SearchDefinition {
  /// The stages that there are, with the values of `{config.KEY}`.
  var stages: [(stage: Int, config: [String: JSON])] { [(1, proxy)] + (full.map { [(2, $0)] } ?? []) }
}

/// Why a search cannot be run as asked.
public enum SearchError: Error, Sendable, CustomStringConvertible {
  case changed(name: String, what: String)
  case otherData(name: String, what: String)
  case noFullTraining(name: String)
  case nothingToTrain(name: String)
  case warmStartFromFull(name: String)
  case unknown(name: String, known: [String])
  case noScript(name: String)

  public var description: String {
    switch self {
    case .changed(let name, let what):
      "the search '\(name)' was started with another definition: the script has changed \(what); put it back to resume, "
        + "or start a new search under another name"
    case .otherData(let name, let what):
      "the search '\(name)' was started on other data: \(what), and rewards on other data cannot be compared; put the data back "
        + "to go on, or start a new search under another name"
    case .noFullTraining(let name):
      "the search '\(name)' has no full training; give nas.search the key 'full' with the values of the full training"
    case .nothingToTrain(let name): "the search '\(name)' has no completed trial to train fully"
    case .warmStartFromFull(let name):
      "'\(name)' is full training; warm_start takes searches on the proxy task, whose rewards can be compared"
    case .unknown(let name, let known):
      "there is no search '\(name)' in this workspace"
        + (known.isEmpty ? "; it has none yet" : "; known: \(known.joined(separator: ", "))")
    case .noScript(let name):
      "the search '\(name)' was defined at the prompt; define it there again and call search:run()"
    }
  }
}
