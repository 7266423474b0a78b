import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace
import TrialStore

/// A search in Lua, of either stage.
public struct LuaSearch: LuaObject {
  enum Stage: Sendable {
    case proxy
    case full(top: Int)
  }

  let definition: SearchDefinition
  let context: LunasContext
  let stage: Stage
  /// What `enqueue` was given before the search was in the store.
  var pending = PendingArchitectures()

  /// The name under which the store keeps it.
  public var name: String {
    if case .full = stage { Searches.fullName(of: definition.name) } else { definition.name }
  }

  public var luaText: String { "Search(\(name))" }

  struct TrainOptions: LuaOptions {
    var top = 10
    static let fields = [LuaField("top", "how many of the best trials to train fully", \TrainOptions.top)]
  }

  struct HypervolumeOptions: LuaOptions {
    var reference: [String: Double] = [:]
    static let fields = [
      LuaField(
        "reference",
        "for each objective a value that is worse than what counts; the worst of all trials if left out",
        \HypervolumeOptions.reference)
    ]
  }

  public static let luaType = LuaObjectType(
    "Search", "A search: stage 1 on the proxy task, or stage 2, full training."
  ) {
    LuaProperty("name", "the name under which it is kept") { (own: LuaSearch) in own.name }
    LuaFunction(
      "space", "What is searched: search:space():around(search:top(5)).",
      LuaParameter<LuaSearch>("self", "the search"), returns: LuaResult<LuaSpace>("the space")
    ) { own in LuaSpace(space: own.definition.space) }
    LuaFunction(
      "run",
      "Runs the search to its end, or waits for it where it already runs, and says why it ended.",
      LuaParameter<LuaSearch>("self", "the search"), returns: LuaResult<String>("the reason")
    ) { (own: LuaSearch) async throws -> String in try await own.run().reason }
    LuaFunction(
      "start", "Starts the search in the background, or goes on with it where it was stopped or interrupted.",
      LuaParameter<LuaSearch>("self", "the search"), returns: LuaResult<LuaSearch>("the search itself")
    ) { own in
      try own.start()
      return own
    }
    LuaFunction(
      "wait", "Waits for the end of a search that runs; an interrupt ends the wait and not the search.",
      LuaParameter<LuaSearch>("self", "the search"), returns: LuaResult<String>("the reason for its end")
    ) { (own: LuaSearch) async throws -> String in try await own.wait() }
    LuaFunction(
      "stop", "Interrupts the search in good order: what runs is put back, and search:start() goes on with it.",
      LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<String?>("reason", "what is remembered as the reason, 'interrupted' if left out"),
      returns: LuaResult<String>("the reason for its end")
    ) { (own: LuaSearch, reason: String?) async throws -> String in try await own.stop(reason: reason) }
    enqueue
    planning
    LuaFunction(
      "why", "Says why a trial is not running: what it waits for, and who has that.",
      LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<Int?>("id", "the trial, the next one if left out"), returns: LuaResult<String>("why, in words")
    ) { (own: LuaSearch, id: Int?) async throws -> String in try await own.why(id) }
    LuaFunction(
      "status", "Says where the search stands.", LuaParameter<LuaSearch>("self", "the search"),
      returns: LuaResult<SearchStatus>("the status")
    ) { own in try own.status() }
    LuaFunction(
      "plot", "Draws the rewards so far and the best of them.", LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<PlotOptions>("options", "what and how large"),
      returns: LuaResult<LuaPlot>("the chart")
    ) { own, options in try own.plot(options) }
    LuaFunction(
      "train", "Makes the search of stage 2: the full training of the best.",
      LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<TrainOptions>("options", "how many"), returns: LuaResult<LuaSearch>("the search of stage 2")
    ) { own, options in
      guard options.top >= 1 else {
        throw LuaConversionError(expected: "at least 1", got: "\(options.top)", path: ["top"])
      }
      if own.definition.full == nil { throw SearchError.noFullTraining(name: own.definition.name) }
      return own.training(top: options.top)
    }
    LuaFunction(
      "top",
      "The best completed trials, best first: those within the limits before those that exceed them, and with objectives "
        + "front by front, the Pareto front first.",
      LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<Int?>("count", "how many, 10 if left out"), returns: LuaResult<[JSON]>("trials")
    ) { own, count in try own.documents { try $0.top(count ?? 10) } }
    LuaFunction(
      "front", "The Pareto front: the trials within the limits that no other beats in every objective.",
      LuaParameter<LuaSearch>("self", "the search"),
      returns: LuaResult<[JSON]>("trials, best in the first objective first")
    ) { own in
      try own.requireObjectives()
      return try own.documents { try $0.front() }
    }
    LuaFunction(
      "hypervolume",
      "The volume between a reference and the Pareto front, in the product of the objectives' units: how far it has come.",
      LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<HypervolumeOptions>("options", "from where"), returns: LuaResult<Double>("the volume")
    ) { own, options in
      try own.requireObjectives()
      return try own.results { try $0.hypervolume(reference: options.reference) } ?? 0
    }
    LuaFunction(
      "trials", "Every trial so far.", LuaParameter<LuaSearch>("self", "the search"),
      returns: LuaResult<[JSON]>("trials")
    ) { own in try own.documents { try $0.trials() } }
  }

  /// The search of stage 2.
  public func training(top: Int) -> LuaSearch {
    LuaSearch(definition: definition, context: context, stage: .full(top: top))
  }

  /// What the store knows of its results; nil where it was never started.
  private func results<Value>(_ read: (SearchResults) throws -> Value) throws -> Value? {
    let store = try context.environment().store
    return try store.search(named: name).map { try read(SearchResults($0, in: store)) }
  }

  private func documents(_ fetch: (SearchResults) throws -> [TrialRecord]) throws -> [JSON] {
    try results { results in
      try fetch(results).map { trial in
        LuaArchitecture.filled(
          TrialDocument.json(trial, in: definition.space, isWithinLimits: results.verdict(on: trial)))
      }
    } ?? []
  }

  /// Also before it has begun: a search without objectives never has a front.
  private func requireObjectives() throws {
    if definition.goals.objectives.isEmpty { throw GoalUseError.noObjectives }
  }
}
