import Controllers
import PlainJSON
import SearchSpace
import TrialStore

/// Trainings that are no search; see ``FixedRun``.
extension Searches {
  /// The runner of trainings: of new ones, or of those in the store that have not ended or are to be more.
  ///
  /// - Parameter definition: the search that they belong to.
  /// - Throws: ``FixedRunError`` where the store has trained something else under the name.
  public static func train(
    _ run: FixedRun, of definition: SearchDefinition, overrides: [String: JSON],
    in environment: SearchRunner.Environment, listener: @escaping @Sendable (SearchUpdate) async -> Void
  ) throws -> SearchRunner {
    if run.kind.stage == 2, definition.full == nil { throw SearchError.noFullTraining(name: run.search) }
    var definition = definition.forChosen
    definition.name = run.name
    definition.enqueued = []
    definition.warmStart = []
    var architectures = run.architectures
    let existing = try environment.store.search(named: run.name)
    if let existing { try check(run, of: definition, against: existing) }
    // Fewer than there are: what was trained stays.
    let present = try existing.flatMap { try FixedRun($0) }?.architectures ?? []
    if present.count > architectures.count { architectures = present }
    definition.limits.max = architectures.count
    var spec = StoredSearch(definition, overrides: overrides).json.objectValue ?? [:]
    spec["run"] = ["kind": .string(run.kind.rawValue), "of": .string(run.search)]
    spec["proposals"] = .array(architectures.map { [.null, .string(definition.space.text(of: $0))] })
    let record: SearchRecord
    if let existing {
      try environment.store.update(search: existing.id, spec: .object(spec))
      record = try environment.store.search(named: run.name) ?? existing
    } else {
      record = try environment.store.createSearch(
        name: run.name, stage: run.kind.stage, parent: nil, seed: definition.seed, spec: .object(spec))
    }
    return SearchRunner(
      definition, record: record, controller: FixedProposals(architectures), environment: environment,
      listener: listener)
  }

  /// Whether there is something to train: nothing was, it has not ended, or it is to be more.
  public static func hasMore(_ run: FixedRun, than record: SearchRecord?) -> Bool {
    guard let record, record.state.isFinal else { return true }
    return run.architectures.count > proposalCount(record)
  }

  /// Whether what the store has is what a definition would train.
  ///
  /// - Throws: ``FixedRunError``, ``SearchError/otherData(name:what:)``.
  public static func check(_ run: FixedRun, of definition: SearchDefinition, against record: SearchRecord) throws {
    let (new, old) = (StoredSearch(definition, overrides: [:]), StoredSearch(json: record.spec))
    if let difference = new.dataDifference(from: old) {
      throw SearchError.otherData(name: record.name, what: difference)
    }
    let config = run.kind.stage == 1 ? "proxy" : "full"
    let different: String? =
      if !new.hasSameSpace(as: old) {
        "another search space"
      } else if let first = run.architectures.first, let text = FixedRun.proposals(of: record).first,
        definition.space.text(of: first) != text
      {
        "another architecture, \(tableText(text, definition.space))"
      } else if new.json["trainer"] != old.json["trainer"] {
        "another trainer"
      } else if new.json[config] != old.json[config] {
        "other values of '\(config)', \(old.json[config]?.text ?? "none")"
      } else {
        nil
      }
    if let different { throw FixedRunError(name: record.name, what: different) }
  }

  private static func tableText(_ text: String, _ space: SearchSpace) -> String {
    (try? space.architecture(text: text)).map { space.table(of: $0).text } ?? text
  }
}
