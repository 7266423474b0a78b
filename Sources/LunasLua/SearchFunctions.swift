import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace

/// The function that defines a search.
enum SearchFunctions {
  struct TrialOptions: LuaOptions {
    var max = 100
    var parallel = 1
    var timeout: LuaSpan?
    var fullTimeout: LuaSpan?
    var maxFailed: Int?
    static let fields = [
      LuaField("max", "trials in all", \TrialOptions.max),
      LuaField("parallel", "trials at once", \TrialOptions.parallel),
      LuaField("timeout", "how long a trial of stage 1 may run", \TrialOptions.timeout),
      LuaField("full_timeout", "how long a full training may run", \TrialOptions.fullTimeout),
      LuaField(
        "max_failed", "failed trials at which the search ends as failed; a third of max if left out",
        \TrialOptions.maxFailed),
    ]

    func limits(_ overrides: LunasContext.Overrides) throws -> SearchLimits {
      var limits = SearchLimits()
      limits.max = overrides.maxTrials ?? max
      limits.parallel = overrides.parallel ?? parallel
      limits.timeout = timeout?.seconds
      limits.fullTimeout = fullTimeout?.seconds
      limits.maxFailed = maxFailed
      for (key, value) in [("max", limits.max), ("parallel", limits.parallel), ("max_failed", maxFailed ?? 1)]
      where value < 1 {
        throw LuaConversionError(expected: "at least 1", got: "\(value)", path: ["trials", key])
      }
      return limits
    }
  }

  struct Options: LuaOptions {
    static var luaStubType: String { "SearchOptions" }
    var name = ""
    var space: SpaceArgument?
    var trainer: TrainerArgument = .command([])
    var proxy: JSON?
    var full: JSON?
    var reward: RewardArgument = .metric("")
    var controller: ControllerArgument = .init(name: "evolution", options: [:])
    var seed = 0
    var trials = TrialOptions()
    var stop: [StopArgument] = []
    static let fields = [
      LuaField("name", "the name, under which it is kept and resumed", \Options.name, required: true),
      LuaField("space", "what is searched", \Options.space, required: true),
      LuaField(
        "trainer",
        "a list of program and arguments with placeholders, a function(arch, config, report), or a table of nas.table",
        \Options.trainer, required: true),
      LuaField(
        "proxy", "values of {config.KEY} for the cheap training of stage 1", \Options.proxy,
        stub: "table<string, any>?"),
      LuaField(
        "full", "values of {config.KEY} for the full training of stage 2", \Options.full,
        stub: "table<string, any>?"),
      LuaField(
        "reward", "a metric's name, a reward, or a function of the metrics", \Options.reward, required: true),
      LuaField("controller", "a name, or a table with the name and settings", \Options.controller),
      LuaField("seed", "where all randomness comes from", \Options.seed),
      LuaField("trials", "how many, how many at once, how long", \Options.trials),
      LuaField("stop", "a list of stop rules or functions of the search's view", \Options.stop),
    ]
  }

  static func search(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "search", "Defines a search; nothing runs yet.", LuaParameter<Options>("options", "what to search and how"),
      returns: LuaResult<LuaSearch>("the search")
    ) { options in
      guard let space = options.space?.space else {
        throw LuaConversionError(expected: "table", got: "nil", path: ["space"])
      }
      let definition = SearchDefinition(
        name: options.name, space: space, trainer: try options.trainer.trainer(context, for: space),
        proxy: try members(options.proxy, "proxy") ?? [:], full: try members(options.full, "full"),
        reward: options.reward.reward(context), controller: options.controller.name,
        controllerOptions: options.controller.options,
        seed: context.overrides.seed ?? UInt64(bitPattern: Int64(options.seed)),
        limits: try options.trials.limits(context.overrides),
        stopRules: options.stop.enumerated().map { $0.element.rule(context, position: $0.offset + 1) },
        directory: FileManager.default.currentDirectoryPath, script: context.script)
      try Searches.validate(definition)
      return LuaSearch(definition: definition, context: context, stage: .proxy)
    }
  }

  /// A configuration as keys and values; an empty table has no keys.
  private static func members(_ json: JSON?, _ key: String) throws -> [String: JSON]? {
    guard let json, json != .array([]) else { return json == nil ? nil : [:] }
    guard let members = json.objectValue else {
      throw LuaConversionError(expected: "a table with names as keys", got: "a \(json.kind)", path: [key])
    }
    return members
  }
}
