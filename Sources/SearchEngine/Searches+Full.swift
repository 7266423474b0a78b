import Controllers
import PlainJSON
import SearchSpace
import TrialStore

/// Stage 2: the full training of the best.
extension Searches {
  /// The runner of stage 2: the full training of the best trials of a search.
  public static func train(
    _ definition: SearchDefinition, stage1: SearchRecord, top: Int, overrides: [String: JSON],
    in environment: SearchRunner.Environment, listener: @escaping @Sendable (SearchUpdate) async -> Void
  ) throws -> SearchRunner {
    guard definition.full != nil else { throw SearchError.noFullTraining(name: stage1.name) }
    var definition = definition.forChosen
    let difference = StoredSearch(definition, overrides: overrides).dataDifference(
      from: StoredSearch(json: stage1.spec))
    if let difference { throw SearchError.otherData(name: stage1.name, what: difference) }
    let name = fullName(of: stage1.name)
    let record: SearchRecord
    if let existing = try environment.store.search(named: name) {
      let spec = try extended(existing, top: top, of: stage1, definition.space, in: environment.store)
      if let spec { try environment.store.update(search: existing.id, spec: spec) }
      record = try environment.store.search(named: name) ?? existing
    } else {
      let best = try distinct(stage1, definition.space, in: environment.store).prefix(top)
      if best.isEmpty { throw SearchError.nothingToTrain(name: stage1.name) }
      var spec = StoredSearch(definition, overrides: overrides).json.objectValue ?? [:]
      spec["proposals"] = .array(best.map(proposal))
      record = try environment.store.createSearch(
        name: name, stage: 2, parent: stage1.id, seed: stage1.seed, spec: .object(spec))
    }
    let proposals = (record.spec["proposals"]?.arrayValue ?? []).compactMap { entry -> Proposal? in
      guard let pair = entry.arrayValue, pair.count == 2, let number = pair[0].intValue,
        let text = pair[1].stringValue, let architecture = try? definition.space.architecture(text: text)
      else { return nil }
      return Proposal(number: number, architecture: architecture)
    }
    definition.name = name
    definition.limits.max = proposals.count
    return SearchRunner(
      definition, record: record, controller: FixedProposals(proposals), environment: environment,
      listener: listener)
  }

  /// Whether more of the best of stage 1 would be trained fully than the search of stage 2 has.
  public static func hasMore(_ full: SearchRecord, top: Int, of stage1: SearchRecord, in store: TrialStore) throws
    -> Bool
  {
    try extended(full, top: top, of: stage1, StoredSearch(json: stage1.spec).space(), in: store) != nil
  }

  /// How many trainings a search of stage 2 has.
  public static func proposalCount(_ full: SearchRecord) -> Int { full.spec["proposals"]?.arrayValue?.count ?? 0 }

  /// What the store keeps of a search of stage 2 that goes on with more of the best: those that it has keep their numbers.
  /// Nil where there are no more.
  private static func extended(
    _ full: SearchRecord, top: Int, of stage1: SearchRecord, _ space: SearchSpace, in store: TrialStore
  ) throws -> JSON? {
    let present = full.spec["proposals"]?.arrayValue ?? []
    guard top > present.count else { return nil }
    var known: Set<ArchitectureIdentity> = []
    for text in present.compactMap({ $0.arrayValue?.last?.stringValue }) {
      known.insert(try space.identity(of: space.architecture(text: text)))
    }
    let more = try distinct(stage1, space, in: store, besides: known).prefix(top - present.count)
    if more.isEmpty { return nil }
    var spec = full.spec.objectValue ?? [:]
    spec["proposals"] = .array(present + more.map(proposal))
    return .object(spec)
  }

  /// The completed trials, best first. An architecture that was repeated to measure its noise is trained fully once.
  private static func distinct(
    _ stage1: SearchRecord, _ space: SearchSpace, in store: TrialStore, besides: Set<ArchitectureIdentity> = []
  ) throws -> [TrialRecord] {
    var known = besides
    return try SearchResults(stage1, in: store).top(-1).filter { trial in
      try known.insert(space.identity(of: space.architecture(text: trial.architecture))).inserted
    }
  }

  private static func proposal(_ trial: TrialRecord) -> JSON {
    [.integer(trial.number), .string(trial.architecture)]
  }
}

extension SearchDefinition {
  /// The same for architectures that were chosen: none is given up before its end. Their metrics are wanted, and limits
  /// would tell nothing new.
  var forChosen: SearchDefinition {
    var definition = self
    definition.stopRules = []
    definition.earlyStopping = nil
    definition.notices = []
    definition.measures = measures.map(\.withoutLimits)
    definition.limits.maxFailed = Int.max
    return definition
  }
}
