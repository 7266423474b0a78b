import LuaHost
import Planning

/// A number that is known more or less well: one, a list of measured ones, or a table with low, median and high.
struct AmountArgument: FromLua, Sendable {
  let amount: Amount

  static var luaTypeName: String { "number, list of measured numbers, or table with low, median and high" }
  static var luaStubType: String { "number|number[]|PlanRange" }

  struct Range: LuaOptions {
    static var luaStubType: String { "PlanRange" }
    var low = 0.0
    var median = 0.0
    var high = 0.0
    static let fields = [
      LuaField("low", "what it is below once in ten", \Range.low, required: true),
      LuaField("median", "what it is in the middle", \Range.median, required: true),
      LuaField("high", "what it is above once in ten", \Range.high, required: true),
    ]
  }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> AmountArgument {
    if let number = try? stack.peek(Double.self, at: index) { return AmountArgument(amount: .exact(number)) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    if stack.length(at: index) > 0 {
      return AmountArgument(amount: .measured(try stack.peek([Double].self, at: index)))
    }
    let range = try stack.peek(Range.self, at: index)
    return AmountArgument(amount: .range(PlanRange(low: range.low, median: range.median, high: range.high)))
  }
}

/// How many trials a search needs: an amount, or "auto" for a guess.
enum TrialsArgument: FromLua, Sendable {
  case given(Amount)
  case auto

  static var luaTypeName: String { "\(AmountArgument.luaTypeName), or 'auto'" }
  static var luaStubType: String { "number|number[]|PlanRange|\"auto\"" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> TrialsArgument {
    if stack.isString(at: index), try stack.peek(String.self, at: index) == "auto" { return .auto }
    do { return .given(try stack.peek(AmountArgument.self, at: index).amount) } catch let error
      as LuaConversionError
    {
      guard error.path.isEmpty else { throw error }
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
  }
}

/// When a job ends and has to be resumed: a time, or false for never.
struct JobLimitArgument: FromLua, Sendable {
  /// Nil for never.
  let seconds: Double?

  static var luaTypeName: String { "\(LuaSpan.luaTypeName), or false for no limit" }
  static var luaStubType: String { "number|string|false" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> JobLimitArgument {
    if let flag = try? stack.peek(Bool.self, at: index), !flag { return JobLimitArgument(seconds: nil) }
    guard let span = try? stack.peek(LuaSpan.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    guard span.seconds > 0 else {
      throw LuaConversionError(expected: "above 0 (false for no limit)", got: "0")
    }
    return JobLimitArgument(seconds: span.seconds)
  }
}

/// The key `price` of nas.plan.
struct PlanPriceOptions: LuaOptions {
  static var luaStubType: String { "PlanPrice" }
  var gpuHour: Double?
  var machineHour: Double?
  var watts: Double?
  var kilowattHour: Double?
  var currency: String?
  static let fields = [
    LuaField("gpu_hour", "the price of a GPU for an hour", \PlanPriceOptions.gpuHour),
    LuaField(
      "machine_hour", "the price for an hour of what a trial has besides its GPUs", \PlanPriceOptions.machineHour),
    LuaField(
      "watts", "with kwh, in place of gpu_hour: what a GPU of your own draws, with its share of the machine",
      \PlanPriceOptions.watts),
    LuaField("kwh", "the price of a kilowatt-hour", \PlanPriceOptions.kilowattHour),
    LuaField("currency", "what prices are in, as 'EUR'", \PlanPriceOptions.currency),
  ]

  /// Nil where no price is given.
  func price() throws -> Price? {
    if watts != nil || kilowattHour != nil {
      guard let watts, let kilowattHour, gpuHour == nil else {
        throw LuaConversionError(
          expected: "'watts' and 'kwh' together, or 'gpu_hour'", got: gpuHour == nil ? "one of them" : "both",
          path: ["price"])
      }
      for (key, value) in [("watts", watts), ("kwh", kilowattHour)] where !(value >= 0 && value.isFinite) {
        throw LuaConversionError(expected: "at least 0", got: "\(value)", path: ["price", key])
      }
      var price = Price.electricity(watts: watts, kilowattHour: kilowattHour, currency: currency ?? "")
      price.machineHour = machineHour ?? 0
      return price
    }
    if gpuHour == nil && machineHour == nil {
      if currency == nil { return nil }
      throw LuaConversionError(expected: "a number", got: "nil", path: ["price", "gpu_hour"])
    }
    return Price(gpuHour: gpuHour ?? 0, machineHour: machineHour ?? 0, currency: currency ?? "")
  }
}

/// The key `full` of nas.plan.
struct PlanFullOptions: LuaOptions {
  static var luaStubType: String { "PlanFull" }
  var top: Int?
  var hours: AmountArgument?
  var gpus: Int?
  var parallel: Int?
  static let fields = [
    LuaField("top", "how many of the best are trained fully, 10 if left out", \PlanFullOptions.top),
    LuaField("hours", "hours of a full training", \PlanFullOptions.hours),
    LuaField("gpus", "GPUs of each, those of a trial if left out", \PlanFullOptions.gpus),
    LuaField(
      "parallel", "how many at once; all, or as many as there are GPUs for, if left out", \PlanFullOptions.parallel
    ),
  ]
}

/// One element of the key `scaling` of nas.plan: what a number of GPUs was measured to do.
struct PlanScalingOptions: LuaOptions, Sendable {
  static var luaStubType: String { "PlanScaling" }
  var gpus = 1
  var hours = 0.0
  var startupHours = 0.0
  static let fields = [
    LuaField("gpus", "GPUs of a trial", \PlanScalingOptions.gpus, required: true),
    LuaField("hours", "hours that it then trains", \PlanScalingOptions.hours, required: true),
    LuaField("startup_hours", "hours until it trains", \PlanScalingOptions.startupHours),
  ]
}
