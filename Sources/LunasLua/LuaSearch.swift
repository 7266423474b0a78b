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
      "top", "The best completed trials, best first.", LuaParameter<LuaSearch>("self", "the search"),
      LuaParameter<Int?>("count", "how many, 10 if left out"), returns: LuaResult<[JSON]>("trials")
    ) { own, count in try own.records { try $0.top(search: $1.id, count: count ?? 10) } }
    LuaFunction(
      "trials", "Every trial so far.", LuaParameter<LuaSearch>("self", "the search"),
      returns: LuaResult<[JSON]>("trials")
    ) { own in try own.records { try $0.trials(search: $1.id) } }
  }

  /// The search of stage 2.
  public func training(top: Int) -> LuaSearch {
    LuaSearch(definition: definition, context: context, stage: .full(top: top))
  }

  private func records(_ fetch: (TrialStore, SearchRecord) throws -> [TrialRecord]) throws -> [JSON] {
    let store = try context.environment().store
    guard let record = try store.search(named: name) else { return [] }
    return try fetch(store, record).map { LuaArchitecture.filled(TrialDocument.json($0, in: definition.space)) }
  }
}
