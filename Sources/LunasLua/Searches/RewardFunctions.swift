import Foundation
import LuaHost
import SearchEngine

/// A reward in Lua.
struct LuaReward: LuaObject {
  let reward: Reward
  static let luaType = LuaObjectType("Reward", "The number that the controller maximises.") {
    LuaFunction(
      "of", "Computes it from metrics, to try it out.", LuaParameter<LuaReward>("self", "the reward"),
      LuaParameter<Metrics>("metrics", "numbers by name"), returns: LuaResult<Double>("the reward")
    ) { (own: LuaReward, metrics: Metrics) async throws -> Double in try await own.reward.value(of: metrics.values)
    }
  }
  var luaText: String { "Reward(\(reward.name))" }
}

/// Ready-made rewards.
enum RewardFunctions {
  static let module = LuaModule("nas.reward", "Rewards ready to use.", functions: [metric, latency, product])

  private static let metric = LuaFunction(
    "metric", "The last value of one metric.", LuaParameter<String>("name", "the metric"),
    returns: LuaResult<LuaReward>("a reward")
  ) { LuaReward(reward: .metric($0)) }

  struct LatencyOptions: LuaOptions {
    var metric = ""
    var latency = ""
    var target = 0.0
    var kind = "soft"
    var weight: Double?
    static let fields = [
      LuaField("metric", "the metric to maximise, 0 or more", \LatencyOptions.metric, required: true),
      LuaField(
        "latency", "the metric that should stay at or under the target", \LatencyOptions.latency, required: true),
      LuaField("target", "the target, in the unit of that metric", \LatencyOptions.target, required: true),
      LuaField(
        "kind", "'soft' also rewards being under the target, 'hard' only takes away above it",
        \LatencyOptions.kind, stub: "\"soft\"|\"hard\""),
      LuaField("weight", "the exponent: 0.07 for soft and 1 for hard if left out", \LatencyOptions.weight),
    ]
  }

  private static let latency = LuaFunction(
    "latency", "A metric times (target / latency) ^ weight; with 'hard' that factor is at most 1.",
    LuaParameter<LatencyOptions>("options", "what and how"),
    returns: LuaResult<LuaReward>("a reward")
  ) { options in
    try reward(
      options.metric, targets: [options.latency: options.target], kind: options.kind, weight: options.weight,
      path: { _ in ["target"] })
  }

  struct ProductOptions: LuaOptions {
    var metric = ""
    var targets: [String: Double] = [:]
    var kind = "soft"
    var weight: Double?
    static let fields = [
      LuaField("metric", "the metric to maximise, 0 or more", \ProductOptions.metric, required: true),
      LuaField(
        "targets", "for each metric that should stay at or under a target, the target in its unit",
        \ProductOptions.targets, required: true),
      LuaField(
        "kind", "'soft' also rewards being under a target, 'hard' only takes away above it",
        \ProductOptions.kind, stub: "\"soft\"|\"hard\""),
      LuaField(
        "weight", "the exponent of every factor: 0.07 for soft and 1 for hard if left out", \ProductOptions.weight),
    ]
  }

  private static let product = LuaFunction(
    "product", "A metric times (target / measured) ^ weight for each target, such as those of latency and memory.",
    LuaParameter<ProductOptions>("options", "what and how"),
    returns: LuaResult<LuaReward>("a reward")
  ) { options in
    try reward(
      options.metric, targets: options.targets, kind: options.kind, weight: options.weight,
      path: { ["targets", $0] })
  }

  private static func reward(
    _ metric: String, targets: [String: Double], kind: String, weight: Double?, path: (String) -> [String]
  ) throws -> LuaReward {
    guard let kind = Reward.ProductKind(rawValue: kind) else {
      throw LuaConversionError(expected: "'soft' or 'hard'", got: "'\(kind)'", path: ["kind"])
    }
    if targets.isEmpty {
      throw LuaConversionError(expected: "at least one target", got: "none", path: ["targets"])
    }
    for (name, target) in targets.sorted(by: { $0.key < $1.key }) where !(target > 0 && target.isFinite) {
      throw LuaConversionError(expected: "a number above 0", got: "\(target)", path: path(name))
    }
    if let weight, !(weight >= 0 && weight.isFinite) {
      throw LuaConversionError(expected: "a number of at least 0", got: "\(weight)", path: ["weight"])
    }
    return LuaReward(reward: .product(metric: metric, targets: targets, kind: kind, weight: weight))
  }
}
