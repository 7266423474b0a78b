import LuaHost
import SearchEngine

/// A stop rule in Lua.
struct LuaStopRule: LuaObject {
  let rule: StopRule
  static let luaType = LuaObjectType("StopRule", "Ends a search when it has seen enough.") {}
  var luaText: String { "StopRule(\(rule.name))" }
}

/// A length of time: seconds, or text such as `"2h"`.
struct LuaSpan: FromLua, Sendable {
  let seconds: Double
  static var luaTypeName: String { "seconds or text such as '2h'" }
  static var luaStubType: String { "number|string" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> LuaSpan {
    if let seconds = try? stack.peek(Double.self, at: index) {
      if seconds >= 0 { return LuaSpan(seconds: seconds) }
      throw LuaConversionError(expected: "\(luaTypeName), at least 0,", got: "\(seconds)")
    }
    if let text = try? stack.peek(String.self, at: index), let seconds = Span.seconds(text) {
      return LuaSpan(seconds: seconds)
    }
    if let text = try? stack.peek(String.self, at: index) {
      throw LuaConversionError(expected: luaTypeName, got: "'\(text)'")
    }
    throw stack.mismatch(expected: luaTypeName, at: index)
  }

  /// Refuses a limit that would end everything at once, which often stands for none.
  func checkAboveZero(path: [String]) throws {
    if seconds > 0 { return }
    throw LuaConversionError(expected: "above 0 (leave it out for no limit)", got: "0", path: path)
  }
}

/// Ready-made stop rules.
enum StopFunctions {
  static let module = LuaModule(
    "nas.stop", "Rules that end a search.", functions: [trials, wallClock, failureRate, noProgress, converged])

  private static let result = LuaResult<LuaStopRule>("a stop rule")

  private static let trials = LuaFunction(
    "trials", "Ends the search after a number of trials, however they ended.",
    LuaParameter<Int>("count", "how many"), returns: result
  ) { count in
    guard count >= 1 else { throw LuaConversionError(expected: "at least 1 trial", got: "\(count)") }
    return LuaStopRule(rule: .trials(count))
  }

  private static let wallClock = LuaFunction(
    "wall_clock", "Ends the search after a time.", LuaParameter<LuaSpan>("time", "how long"), returns: result
  ) { LuaStopRule(rule: .wallClock(seconds: $0.seconds)) }

  struct FailureOptions: LuaOptions {
    var min = 10
    static let fields = [
      LuaField("min", "trials that must have ended before the share counts", \FailureOptions.min)
    ]
  }

  private static let failureRate = LuaFunction(
    "failure_rate", "Ends the search as failed when more than a share of the ended trials have failed.",
    LuaParameter<Double>("rate", "the share, such as 0.2"),
    LuaParameter<FailureOptions>("options", "from when on"),
    returns: result
  ) { rate, options in
    guard (0...1).contains(rate) else { throw LuaConversionError(expected: "a share from 0 to 1", got: "\(rate)") }
    guard options.min >= 1 else {
      throw LuaConversionError(expected: "at least 1", got: "\(options.min)", path: ["min"])
    }
    return LuaStopRule(rule: .failureRate(rate, minimum: options.min))
  }

  struct NoProgressOptions: LuaOptions {
    var after = 500
    static let fields = [LuaField("after", "completed trials without progress", \NoProgressOptions.after)]
  }

  private static let noProgress = LuaFunction(
    "no_progress",
    "Ends the search when the last trials brought no better reward, no higher mean and no narrower spread.",
    LuaParameter<NoProgressOptions>("options", "how many trials"), returns: result
  ) { options in
    guard options.after >= 4 else {
      throw LuaConversionError(expected: "at least 4", got: "\(options.after)", path: ["after"])
    }
    return LuaStopRule(rule: .noProgress(after: options.after))
  }

  struct ConvergedOptions: LuaOptions {
    var window = 100
    var spread = 0.5
    var growth = 0.02
    static let fields = [
      LuaField("window", "completed trials that are looked at", \ConvergedOptions.window),
      LuaField(
        "spread", "the spread that counts as narrow, as a share of the spread at the start",
        \ConvergedOptions.spread),
      LuaField(
        "growth", "the rise of the mean that counts as flat, as a share of the range", \ConvergedOptions.growth),
    ]
  }

  private static let converged = LuaFunction(
    "converged", "Ends the search when rewards have settled; no rise is needed.",
    LuaParameter<ConvergedOptions>("options", "what counts as settled"), returns: result
  ) { options in
    guard options.window >= 4 else {
      throw LuaConversionError(expected: "at least 4", got: "\(options.window)", path: ["window"])
    }
    for (key, value) in [("spread", options.spread), ("growth", options.growth)] where !(value >= 0) {
      throw LuaConversionError(expected: "at least 0", got: "\(value)", path: [key])
    }
    return LuaStopRule(rule: .converged(window: options.window, spread: options.spread, growth: options.growth))
  }
}

/// What a stop rule that is a Lua function sees.
struct LuaSearchView: LuaObject {
  let view: SearchView

  static let luaType = LuaObjectType("SearchView", "What a stop rule sees of a search.") {
    LuaProperty("ended", "trials that have ended, however") { (own: LuaSearchView) in own.view.ended }
    LuaProperty("completed", "trials with a reward") { (own: LuaSearchView) in own.view.completed }
    LuaProperty("failed", "trials whose trainer failed") { (own: LuaSearchView) in own.view.failed }
    LuaProperty("failures", "the failed trials by kind, such as 'out_of_memory'") {
      (own: LuaSearchView) in own.view.failuresByName
    }
    LuaProperty("infeasible", "trials whose architecture cannot be trained; they do not count as failed") {
      (own: LuaSearchView) in own.view.infeasible
    }
    LuaProperty("running", "trials that run now") { (own: LuaSearchView) in own.view.running }
    LuaProperty("max", "trials that the search may have") { (own: LuaSearchView) in own.view.maxTrials }
    LuaProperty("elapsed", "seconds that the search has run") { (own: LuaSearchView) in own.view.elapsed }
    LuaProperty("rewards", "rewards in the order in which trials ended") { (own: LuaSearchView) in own.view.rewards
    }
    LuaProperty("best", "number and reward of the best trial within the limits; 0 and -inf while there is none") {
      (own: LuaSearchView) in
      LuaBest(number: own.view.best?.number ?? 0, reward: own.view.best?.reward ?? -.infinity)
    }
  }
}

/// The best trial so far.
struct LuaBest: LuaObject {
  let number: Int
  let reward: Double

  static let luaType = LuaObjectType("Best", "The best trial so far.") {
    LuaProperty("number", "the trial's number") { (own: LuaBest) in own.number }
    LuaProperty("reward", "its reward") { (own: LuaBest) in own.reward }
  }
}
