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
      "run",
      "Runs the search to its end and says why it ended. A search that was interrupted goes on under `lunas resume`.",
      LuaParameter<LuaSearch>("self", "the search"), returns: LuaResult<String>("the reason")
    ) { (own: LuaSearch) async throws -> String in try await own.run().reason }
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

  /// Runs the search, or goes on with it where the command resumes.
  public func run() async throws -> SearchOutcome {
    let environment = try context.environment()
    let existing = try environment.store.search(named: name)
    // What has ended for good is not run again by a script that is run again to resume what came after it.
    if let existing, context.isResuming, existing.state.isFinal {
      return .completed(reason: existing.reason ?? "it has ended")
    }
    let runner: SearchRunner
    switch stage {
    case .proxy:
      // At the prompt the script that `lunas resume` would run again is the person typing.
      if let existing, context.isResuming || (context.script == nil && !existing.state.isFinal) {
        runner = try Searches.resume(
          definition, record: existing, overrides: context.overrides.json, in: environment,
          listener: context.listener)
      } else {
        runner = try Searches.begin(
          definition, overrides: context.overrides.json, in: environment, listener: context.listener)
      }
    case .full(let top):
      guard let stage1 = try environment.store.search(named: definition.name) else {
        throw SearchError.nothingToTrain(name: definition.name)
      }
      runner = try Searches.train(
        definition, stage1: stage1, top: top, overrides: context.overrides.json, in: environment,
        listener: context.listener)
    }
    let outcome = try await runner.run()
    context.note(outcome)
    if outcome == .interrupted { throw CancellationError() }
    return outcome
  }

  private func records(_ fetch: (TrialStore, SearchRecord) throws -> [TrialRecord]) throws -> [JSON] {
    let store = try context.environment().store
    guard let record = try store.search(named: name) else { return [] }
    return try fetch(store, record).map { TrialDocument.json($0, in: definition.space) }
  }
}
