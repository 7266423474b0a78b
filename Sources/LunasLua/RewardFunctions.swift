import Foundation
import LuaHost
import SearchEngine

/// A reward in Lua.
struct LuaReward: LuaObject {
  let reward: Reward
  static let luaType = LuaObjectType("Reward", "The number that the controller maximises.") {}
  var luaText: String { "Reward(\(reward.name))" }
}

/// Ready-made rewards.
enum RewardFunctions {
  static let module = LuaModule("nas.reward", "Rewards ready to use.", functions: [metric, latency])

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
      LuaField("metric", "the metric to maximise", \LatencyOptions.metric, required: true),
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
    "latency", "A metric times (target / latency) to the weight.",
    LuaParameter<LatencyOptions>("options", "what and how"),
    returns: LuaResult<LuaReward>("a reward")
  ) { options in
    guard ["soft", "hard"].contains(options.kind) else {
      throw LuaConversionError(expected: "'soft' or 'hard'", got: "'\(options.kind)'", path: ["kind"])
    }
    guard options.target > 0 else {
      throw LuaConversionError(expected: "a number above 0", got: "\(options.target)", path: ["target"])
    }
    let isHard = options.kind == "hard"
    let weight = options.weight ?? (isHard ? 1 : 0.07)
    return LuaReward(
      reward: Reward(name: "\(options.metric) with \(options.latency) at \(options.target)") { metrics in
        guard let value = metrics[options.metric] else {
          throw RewardError.noMetric(options.metric, reported: metrics.keys.sorted())
        }
        guard let measured = metrics[options.latency] else {
          throw RewardError.noMetric(options.latency, reported: metrics.keys.sorted())
        }
        let factor = pow(options.target / measured, weight)
        return value * (isHard ? min(factor, 1) : factor)
      })
  }
}
