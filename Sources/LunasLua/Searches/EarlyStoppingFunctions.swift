import Controllers
import LuaHost
import PlainJSON
import SearchEngine

/// A rule for early stopping in Lua. What it watches is known when it is given to a search.
struct LuaEarlyStopping: LuaObject {
  let name: String
  let watch: EarlyStoppingFunctions.Watch
  /// The settings that were given, to be shown.
  let settings: [String: JSON]
  let make: @Sendable () -> any EarlyStoppingRule

  static let luaType = LuaObjectType("EarlyStopping", "Ends trials that are not worth their time.") {}
  var luaText: String { "EarlyStopping(\(name))" }

  /// The rule at work on the metric that was named, or on the one that the reward is.
  ///
  /// - Parameter objectives: what the search trades against each other, which tells directions.
  func earlyStopping(reward: Reward, objectives: [Objective] = []) throws -> EarlyStopping {
    let example = "as in nas.early_stopping.\(name) { metric = \"accuracy\", direction = \"maximize\" }"
    if watch.metric == nil, !objectives.isEmpty {
      throw BindingError(
        "early_stopping: a trial that is poor in one objective may be good in another, so say which metric decides, "
          + example)
    }
    guard let metric = watch.metric ?? reward.metric else {
      throw BindingError(
        "early_stopping: the reward '\(reward.name)' is no metric's name, so the rule does not know what to watch; "
          + "say it, \(example)")
    }
    let known = objectives.first { $0.metric == metric }?.direction ?? (metric == reward.metric ? .maximize : nil)
    guard let direction = watch.direction ?? known else {
      throw BindingError(
        "early_stopping: whether the metric '\(metric)' is better when it is greater is not known, as it is not the "
          + "reward; add direction = \"maximize\" or direction = \"minimize\"")
    }
    let stopper = EarlyStopper(
      make(), watching: MetricWatch(metric: metric, direction: direction, step: watch.step))
    return .rule(stopper, settings: settings)
  }
}

/// A rule, or a Lua function of a trial that has just reported.
enum EarlyStoppingArgument: FromLua {
  case ready(LuaEarlyStopping)
  case function(LuaCallable)

  static var luaTypeName: String { "rule of nas.early_stopping or function" }
  static var luaStubType: String { "EarlyStopping|fun(trial: RunningTrial): (string|boolean|nil)" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> EarlyStoppingArgument {
    try stack.rejectUncalled(at: index, expected: luaTypeName, rules: EarlyStoppingFunctions.module)
    if stack.isFunction(at: index) { return .function(try stack.peek(at: index)) }
    guard let rule = try? stack.peek(LuaEarlyStopping.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return .ready(rule)
  }

  /// The metrics that are known to be watched.
  var metrics: [String] { if case .ready(let rule) = self { [rule.watch.metric].compactMap(\.self) } else { [] } }

  func earlyStopping(
    _ context: LunasContext, reward: Reward, objectives: [Objective] = []
  ) throws -> EarlyStopping {
    switch self {
    case .ready(let rule): return try rule.earlyStopping(reward: reward, objectives: objectives)
    case .function(let function):
      let lua = context.lua
      return .function(name: "early_stopping") { trial in
        try await context.reason(from: "the function") { run in
          try await lua.call(function.reference, [LuaRunningTrial(trial: trial)], as: JSON.self, in: run)
        }
      }
    }
  }
}

/// Ready-made rules for early stopping.
enum EarlyStoppingFunctions {
  static let module = LuaModule(
    "nas.early_stopping", "Rules that end single trials while they run.",
    functions: [median, asha, hyperband, learningCurve])

  private static let result = LuaResult<LuaEarlyStopping>("a rule for the key early_stopping of nas.search")

  /// What a rule looks at, in terms of its options.
  struct Watch: Sendable {
    var metric: String?
    var direction: Objective.Direction?
    var step: String?

    init(metric: String?, direction: String?, step: String?) throws {
      self.metric = metric
      self.step = step
      guard let direction else { return }
      self.direction = Objective.Direction(rawValue: direction)
      if self.direction == nil {
        throw LuaConversionError(
          expected: "'maximize' or 'minimize'", got: "'\(direction)'", path: ["direction"])
      }
    }
  }

  struct MedianOptions: LuaOptions, WatchOptions {
    var metric: String?
    var direction: String?
    var step: String?
    var minSteps: Int?
    var minTrials = 5
    static let fields =
      watchFields + [
        LuaField("min_trials", "completed trials that a comparison needs", \MedianOptions.minTrials)
      ]
    var settings: [String: JSON] { ["min_trials": .integer(minTrials)] }
  }

  private static let median = LuaFunction(
    "median",
    "Ends a trial whose best value so far is worse than the median of what completed trials had on average by then.",
    LuaParameter<MedianOptions>("options", "what to watch, and from when on"), returns: result
  ) { options in
    try options.atLeast(1, ("min_trials", options.minTrials))
    return try options.rule("median") { MedianRule(minTrials: options.minTrials, minSteps: options.minSteps) }
  }

  struct ASHAOptions: LuaOptions, WatchOptions {
    var metric: String?
    var direction: String?
    var step: String?
    var minSteps: Int?
    var minTrials = 5
    var reduction = 3.0
    static let fields =
      watchFields + [
        LuaField(
          "min_trials", "other trials that must have come as far before one is ended", \ASHAOptions.minTrials),
        LuaField(
          "reduction", "how much farther each comparison is, and of how many trials one goes on from it",
          \ASHAOptions.reduction),
      ]
    var settings: [String: JSON] { ["min_trials": .integer(minTrials), "reduction": .number(reduction)] }
  }

  private static let asha = LuaFunction(
    "asha", "Compares trials at steps that lie a factor apart, and lets the best third go on from each.",
    LuaParameter<ASHAOptions>("options", "what to watch, and how sharply"), returns: result
  ) { options in
    try options.check(reduction: options.reduction, minTrials: options.minTrials)
    return try options.rule("asha") {
      ASHA(reduction: options.reduction, minTrials: options.minTrials, minSteps: options.minSteps)
    }
  }

  struct HyperbandOptions: LuaOptions, WatchOptions {
    var metric: String?
    var direction: String?
    var step: String?
    var minSteps: Int?
    var maxSteps: Int?
    var minTrials = 5
    var reduction = 3.0
    static let fields =
      watchFields + [
        LuaField(
          "max_steps", "how far a trial goes; as far as the first completed one if left out",
          \HyperbandOptions.maxSteps),
        LuaField(
          "min_trials", "other trials of a bracket that must have come as far before one is ended",
          \HyperbandOptions.minTrials),
        LuaField(
          "reduction", "how much farther each comparison is, and of how many trials one goes on from it",
          \HyperbandOptions.reduction),
      ]
    var settings: [String: JSON] {
      [
        "min_trials": .integer(minTrials), "reduction": .number(reduction),
        "max_steps": maxSteps.map { .integer($0) } ?? .null,
      ]
    }
  }

  private static let hyperband = LuaFunction(
    "hyperband", "Like asha, with several first comparisons at once, so that slow starters have a chance.",
    LuaParameter<HyperbandOptions>("options", "what to watch, and how sharply"), returns: result
  ) { options in
    try options.check(reduction: options.reduction, minTrials: options.minTrials)
    if let maxSteps = options.maxSteps, maxSteps < max(1, options.minSteps ?? 1) {
      throw LuaConversionError(
        expected: "at least \(max(1, options.minSteps ?? 1))", got: "\(maxSteps)", path: ["max_steps"])
    }
    return try options.rule("hyperband") {
      Hyperband(
        reduction: options.reduction, minTrials: options.minTrials, minSteps: options.minSteps,
        maxSteps: options.maxSteps)
    }
  }

  struct CurveOptions: LuaOptions, WatchOptions {
    var metric: String?
    var direction: String?
    var step: String?
    var minSteps: Int?
    var minTrials = 10
    var chance = 0.05
    static let fields =
      watchFields + [
        LuaField("min_trials", "completed trials that a prediction needs", \CurveOptions.minTrials),
        LuaField("chance", "the chance to beat the best below which a trial ends", \CurveOptions.chance),
      ]
    var settings: [String: JSON] { ["min_trials": .integer(minTrials), "chance": .number(chance)] }
  }

  private static let learningCurve = LuaFunction(
    "learning_curve",
    "Predicts from the curves of completed trials how a trial will end, and ends it where it hardly beats the best.",
    LuaParameter<CurveOptions>("options", "what to watch, and how surely"), returns: result
  ) { options in
    try options.atLeast(4, ("min_trials", options.minTrials))
    guard options.chance > 0, options.chance < 1 else {
      throw LuaConversionError(
        expected: "a chance above 0 and below 1", got: "\(options.chance)", path: ["chance"])
    }
    return try options.rule("learning_curve") {
      LearningCurveRule(chance: options.chance, minTrials: options.minTrials, minSteps: options.minSteps)
    }
  }
}
