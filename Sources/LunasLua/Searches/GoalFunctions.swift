import Controllers
import LuaHost
import PlainJSON
import SearchEngine

/// An objective in Lua.
struct LuaObjective: LuaObject {
  let objective: Objective
  static let luaType = LuaObjectType("Objective", "A metric to make as great or as small as possible.") {}
  var luaText: String { "Objective(\(objective.direction.rawValue) \(objective.metric))" }
}

/// A hard limit in Lua.
struct LuaLimit: LuaObject {
  let limit: HardLimit
  static let luaType = LuaObjectType("Limit", "A bound that an architecture has to keep to be worth anything.") {}
  var luaText: String {
    "Limit(\(limit.metric) \(limit.side == .atMost ? "at most" : "at least") \(limit.bound))"
  }
}

/// What a search is after besides a reward.
enum GoalFunctions {
  static let all = [maximize, minimize, atMost, atLeast]

  private static let metric = LuaParameter<String>("metric", "the metric's name, as the trainer reports it")
  private static let bound = LuaParameter<Double>(
    "bound", "the bound, in the unit of the metric; it is allowed itself")

  private static let maximize = LuaFunction(
    "maximize", "An objective: a metric to make as great as possible.", metric,
    returns: LuaResult<LuaObjective>("an objective for nas.search")
  ) { try objective($0, .maximize) }

  private static let minimize = LuaFunction(
    "minimize", "An objective: a metric to make as small as possible.", metric,
    returns: LuaResult<LuaObjective>("an objective for nas.search")
  ) { try objective($0, .minimize) }

  private static let atMost = LuaFunction(
    "at_most", "A hard limit: only what does not exceed it counts, and the controller learns to keep to it.",
    metric,
    bound, returns: LuaResult<LuaLimit>("a limit for nas.search")
  ) { try limit($0, .atMost, $1) }

  private static let atLeast = LuaFunction(
    "at_least", "A hard limit: only what reaches it counts, and the controller learns to keep to it.", metric,
    bound,
    returns: LuaResult<LuaLimit>("a limit for nas.search")
  ) { try limit($0, .atLeast, $1) }

  private static func objective(_ metric: String, _ direction: Objective.Direction) throws -> LuaObjective {
    LuaObjective(objective: Objective(metric: try checked(metric), direction: direction))
  }

  private static func limit(_ metric: String, _ side: HardLimit.Side, _ bound: Double) throws -> LuaLimit {
    guard bound.isFinite else { throw LuaConversionError(expected: "a finite bound", got: "\(bound)") }
    return LuaLimit(limit: HardLimit(metric: try checked(metric), side: side, bound: bound))
  }

  private static func checked(_ metric: String) throws -> String {
    if metric.isEmpty { throw LuaConversionError(expected: "the name of a metric", got: "an empty string") }
    return metric
  }
}

/// An element of the list of objectives.
struct ObjectiveArgument: FromLua {
  let objective: Objective
  static var luaTypeName: String { "objective, such as nas.maximize \"accuracy\"" }
  static var luaStubType: String { "Objective" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ObjectiveArgument {
    guard let own = try? stack.peek(LuaObjective.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return ObjectiveArgument(objective: own.objective)
  }
}

/// An element of the list of limits.
struct LimitArgument: FromLua {
  let limit: HardLimit
  static var luaTypeName: String { "limit, such as nas.at_most(\"latency_ms\", 80)" }
  static var luaStubType: String { "Limit" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> LimitArgument {
    guard let own = try? stack.peek(LuaLimit.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return LimitArgument(limit: own.limit)
  }

  static func listAdvice(forKey key: String, _ stack: LuaStack, at index: Int32) -> String? {
    guard let bound = try? stack.peek(JSON.self, at: index), bound.doubleValue != nil else { return nil }
    return "write nas.at_most(\"\(key)\", \(bound.text))"
  }
}

/// The reward of a search with the goals beside it.
struct Aims {
  let reward: Reward
  let goals: Goals

  /// Checks what a script gives together. Without a reward the first objective is one; an objective alone is nothing else.
  init(reward: Reward?, objectives: [ObjectiveArgument], limits: [LimitArgument]) throws {
    let (objectives, limits) = (objectives.map(\.objective), limits.map(\.limit))
    var metrics: Set<String> = []
    for (position, objective) in objectives.enumerated() where !metrics.insert(objective.metric).inserted {
      throw LuaConversionError(
        expected: "a metric once", got: "'\(objective.metric)' again", path: ["objectives", "[\(position + 1)]"])
    }
    try Self.check(limits)
    if objectives.count == 1, reward != nil {
      throw LuaConversionError(
        expected: "at least two objectives beside a reward", got: "one (leave out the reward or the objective)",
        path: ["objectives"])
    }
    guard let reward = reward ?? objectives.first.map(Reward.objective) else {
      throw LuaConversionError(
        expected: "\(RewardArgument.luaTypeName) (it may be left out where there are objectives)", got: "nil",
        path: ["reward"])
    }
    self.reward = reward
    goals = Goals(objectives: objectives.count == 1 ? [] : objectives, limits: limits)
  }

  /// The metrics that are known to be needed, and for what.
  var metrics: [(metric: String, purpose: String)] {
    reward.metrics.map { ($0, "the reward") } + goals.objectives.map { ($0.metric, "an objective") }
      + goals.limits.map { ($0.metric, "a limit") }
  }

  private static func check(_ limits: [HardLimit]) throws {
    for (position, limit) in limits.enumerated() {
      for other in limits[..<position] where other.metric == limit.metric {
        let path = ["limits", "[\(position + 1)]"]
        if other.side == limit.side {
          throw LuaConversionError(
            expected: "each side of a metric limited once", got: "'\(limit.metric)' again", path: path)
        }
        let (low, high) = limit.side == .atMost ? (other.bound, limit.bound) : (limit.bound, other.bound)
        if low > high {
          throw LuaConversionError(
            expected: "limits that something can keep",
            got: "'\(limit.metric)' at least \(low) and at most \(high)", path: path)
        }
      }
    }
  }
}
