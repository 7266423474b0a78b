import Launchers
import LuaHost
import PlainJSON
import SearchEngine

/// One measure of the key `measure` of nas.search.
struct MeasureOptions: LuaOptions, Sendable {
  var command = MeasureCommand.command([])
  var metric = ""
  var limit: Double?
  var atLeast: Double?
  var timeout: LuaSpan?
  var reserved: ReservedArgument?
  var warmUp: Int?
  var repetitions: Int?
  var statistic: String?
  var wallTime = false
  static let fields = [
    LuaField(
      "command",
      "a list of program and arguments with placeholders, which reports as a trainer does or prints name=value, or a "
        + "function(arch) that returns metrics or the metric", \MeasureOptions.command, required: true),
    LuaField(
      "metric", "what it is there for, in whatever unit it reports", \MeasureOptions.metric, required: true),
    LuaField(
      "limit", "the greatest value allowed; what is above is infeasible and not trained", \MeasureOptions.limit),
    LuaField(
      "at_least", "the least value allowed; what is below is infeasible and not trained", \MeasureOptions.atLeast),
    LuaField("timeout", "how long it may take in all, '10m' if left out", \MeasureOptions.timeout),
    LuaField(
      "reserved",
      "true, or the number or id of a GPU: measured one at a time on a device that is kept from trials; without GPUs, on "
        + "a core", \MeasureOptions.reserved),
    LuaField(
      "warm_up", "how many of the first values do not count, where it reports the metric again and again",
      \MeasureOptions.warmUp),
    LuaField("repetitions", "how many values there must be after those", \MeasureOptions.repetitions),
    LuaField(
      "statistic", "what of the values counts, the median if left out", \MeasureOptions.statistic,
      stub: "(\(statistics.map { "\"\($0)\"" }.joined(separator: "|")))?"),
    LuaField(
      "wall_time",
      "whether the program is run again and again and timed from outside: the metric is the milliseconds of a run",
      \MeasureOptions.wallTime),
  ]

  private static var statistics: [String] { MeasureTiming.Statistic.allCases.map(\.rawValue) }

  /// What the engine makes of it.
  func measure(_ context: LunasContext) throws -> Measure {
    if metric.isEmpty {
      throw LuaConversionError(expected: "the name of a metric", got: "an empty string", path: ["metric"])
    }
    var measure = Measure(metric: metric, body: command.body(context, metric: metric))
    try checkLimits()
    (measure.atMost, measure.atLeast) = (limit, atLeast)
    measure.timing = try timing()
    measure.timeout = timeout?.seconds ?? measure.timeout
    if measure.timeout <= 0 { throw LuaConversionError(expected: "above 0", got: "0", path: ["timeout"]) }
    measure.reservation = reserved?.reservation
    if case .function = command, let key = programKey {
      throw LuaConversionError(
        expected: "a program as the command of a measure with '\(key)'", got: "a function", path: ["command"])
    }
    return measure
  }

  private func checkLimits() throws {
    for (key, value) in [("limit", limit), ("at_least", atLeast)] {
      if let value, !value.isFinite {
        throw LuaConversionError(expected: "a finite number", got: "\(value)", path: [key])
      }
    }
    if let limit, let atLeast, atLeast > limit {
      throw LuaConversionError(
        expected: "limits that something can keep", got: "at least \(atLeast) and at most \(limit)",
        path: ["at_least"])
    }
  }

  /// A key that was given and means something for programs alone.
  private var programKey: String? {
    if wallTime { return "wall_time" }
    let keys: [(String, Bool)] = [
      ("warm_up", warmUp != nil), ("repetitions", repetitions != nil), ("statistic", statistic != nil),
      ("reserved", reserved?.reservation != nil),
    ]
    return keys.first { $0.1 }?.0
  }

  private func timing() throws -> MeasureTiming? {
    guard wallTime || warmUp != nil || repetitions != nil || statistic != nil else { return nil }
    var timing = MeasureTiming()
    timing.isWallTime = wallTime
    timing.warmUp = warmUp ?? (wallTime ? MeasureTiming.usualWarmUp : 0)
    timing.repetitions = repetitions ?? (wallTime ? MeasureTiming.usualRepetitions : nil)
    for (key, value, least) in [("warm_up", warmUp ?? 0, 0), ("repetitions", repetitions ?? 1, 1)]
    where value < least || value > 1_000_000 {
      throw LuaConversionError(expected: "\(least) to 1000000", got: "\(value)", path: [key])
    }
    if let statistic {
      guard let known = MeasureTiming.Statistic(rawValue: statistic) else {
        throw LuaConversionError(
          expected: Self.statistics.map { "'\($0)'" }.joined(separator: ", "), got: "'\(statistic)'",
          path: ["statistic"])
      }
      timing.statistic = known
    }
    return timing
  }
}

extension LuaOneOrMore<MeasureOptions> {
  /// What the engine makes of them.
  func measures(_ context: LunasContext) throws -> [Measure] {
    var measures: [Measure] = []
    for (position, options) in all.enumerated() {
      let place = all.count == 1 ? ["measure"] : ["measure", "[\(position + 1)]"]
      do {
        let measure = try options.measure(context)
        if measures.contains(where: { $0.metric == measure.metric }) {
          throw LuaConversionError(expected: "a metric once", got: "'\(measure.metric)' again", path: ["metric"])
        }
        measures.append(measure)
      } catch let problem as LuaConversionError { throw problem.under(place.joined()) }
    }
    return measures
  }
}

/// What measures: a program with its arguments, or a Lua function.
enum MeasureCommand: FromLua, Sendable {
  case command([String])
  case function(LuaCallable)

  static var luaTypeName: String { "list of strings or function" }
  static var luaStubType: String { "string[]|fun(arch: table): number|\(TrainerAnswer.luaStubType)" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> MeasureCommand {
    if stack.isFunction(at: index) { return .function(try stack.peek(at: index)) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    let arguments = try stack.peek([String].self, at: index)
    if arguments.isEmpty {
      throw LuaConversionError(expected: "a program and its arguments", got: "an empty list")
    }
    return .command(arguments)
  }

  func body(_ context: LunasContext, metric: String) -> Measure.Body {
    switch self {
    case .command(let arguments): return .command(arguments)
    case .function(let function):
      let lua = context.lua
      return .function { architecture in
        try await lua.call(function.reference, [LuaArchitecture(architecture)], as: MeasureAnswer.self)
          .metrics(named: metric)
      }
    }
  }
}

/// What a measure that is a function returns: the metric, metrics, or why the architecture cannot be trained.
private enum MeasureAnswer: FromLua {
  case number(Double)
  case answer(TrainerAnswer)

  static var luaTypeName: String { "number or table of numbers by name" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> MeasureAnswer {
    if let number = try? stack.peek(Double.self, at: index) { return .number(number) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    return .answer(try stack.peek(at: index))
  }

  func metrics(named metric: String) throws -> [String: Double] {
    switch self {
    case .number(let number): [metric: number]
    case .answer(let answer): try answer.metrics()
    }
  }
}

/// Whether a device is kept for a measure, and which.
struct ReservedArgument: FromLua, Sendable {
  let reservation: MeasureReservation?

  static var luaTypeName: String { "true, or the number or id of a GPU" }
  static var luaStubType: String { "boolean|integer|string" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ReservedArgument {
    switch try? stack.peek(JSON.self, at: index) {
    case .bool(true)?: ReservedArgument(reservation: .any)
    case .bool(false)?: ReservedArgument(reservation: nil)
    case .integer(let number)? where number >= 0: ReservedArgument(reservation: .device(String(number)))
    case .string(let id)? where !id.isEmpty: ReservedArgument(reservation: .device(id))
    default: throw stack.mismatch(expected: luaTypeName, at: index)
    }
  }
}
