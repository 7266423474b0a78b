import Controllers
import LuaHost
import PlainJSON

/// The options that every rule has.
protocol WatchOptions: LuaOptions, Sendable {
  var metric: String? { get set }
  var direction: String? { get set }
  var step: String? { get set }
  var minSteps: Int? { get set }
  /// The others, to be shown.
  var settings: [String: JSON] { get }
}

extension WatchOptions {
  static var watchFields: [LuaField<Self>] {
    [
      LuaField("metric", "the metric to watch; the reward's if left out", \Self.metric),
      LuaField(
        "direction", "which way it is better; 'maximize' if left out and it is the reward", \Self.direction,
        stub: "(\"maximize\"|\"minimize\")?"),
      LuaField("step", "the metric that counts the steps; the reported step if left out", \Self.step),
      LuaField(
        "min_steps", "the step before which no trial is ended; about a tenth of the way if left out",
        \Self.minSteps),
    ]
  }

  func rule(_ name: String, _ make: @escaping @Sendable () -> any EarlyStoppingRule) throws -> LuaEarlyStopping {
    if let minSteps { try atLeast(1, ("min_steps", minSteps)) }
    var given = settings
    given["min_steps"] = minSteps.map { .integer($0) }
    given["step"] = step.map { .string($0) }
    return LuaEarlyStopping(
      name: name, watch: try .init(metric: metric, direction: direction, step: step), settings: given, make: make)
  }

  func check(reduction: Double, minTrials: Int) throws {
    try atLeast(1, ("min_trials", minTrials))
    guard reduction >= 1.5, reduction <= 1000 else {
      throw LuaConversionError(expected: "1.5 to 1000", got: "\(reduction)", path: ["reduction"])
    }
  }

  func atLeast(_ least: Int, _ option: (name: String, value: Int)) throws {
    if option.value < least {
      throw LuaConversionError(expected: "at least \(least)", got: "\(option.value)", path: [option.name])
    }
  }
}
