import LuaHost
import PlainJSON
import ProxyDesign

/// How a proxy task is judged, for scripts that run their own.
enum ProxyFunctions {
  struct ReadingOptions: LuaOptions, Sendable {
    var step = 0
    var accuracy = 0.0
    var hours = 0.0
    static let fields = [
      LuaField(
        "step", "the step that ended with the report, counted from 0", \ReadingOptions.step, required: true),
      LuaField("accuracy", "the accuracy then", \ReadingOptions.accuracy, required: true),
      LuaField("hours", "hours of training until then", \ReadingOptions.hours),
    ]
  }

  /// What a model reported, or false where it failed.
  struct CurveArgument: FromLua, Sendable {
    let curve: LearningCurve?
    static var luaTypeName: String { "list of reports|false" }

    static func peek(_ stack: LuaStack, at index: Int32) throws -> CurveArgument {
      if let flag = try? stack.peek(Bool.self, at: index), !flag { return CurveArgument(curve: nil) }
      let readings = try stack.peek([ReadingOptions].self, at: index)
      for (index, reading) in readings.enumerated() {
        _ = try ScoreArgument.finite(reading.accuracy, path: ["[\(index + 1)]", "accuracy"])
        _ = try ScoreArgument.finite(reading.hours, path: ["[\(index + 1)]", "hours"])
      }
      return CurveArgument(
        curve: LearningCurve(readings.map { .init(step: $0.step, accuracy: $0.accuracy, hours: $0.hours) }))
    }
  }

  static let correlationCurve = LuaFunction(
    "correlation_curve",
    "How a proxy task's ranking of models comes to agree with that of full training, step by step.",
    LuaParameter<[ScoreArgument]>("full", "the score of full training of each model, or false where it failed"),
    LuaParameter<[CurveArgument]>(
      "curves", "what each model reported on the proxy task, or false where it failed",
      stub: "(ProxyReport[]|false)[]"),
    LuaParameter<CorrelationOptions>("options", "an interval for each step"),
    returns: LuaResult<[JSON]>("one for each step that a model reported", stub: "CorrelationPoint[]")
  ) { full, curves, options in
    guard full.count == curves.count else {
      throw LuaConversionError(
        expected: "\(full.count) curves, one for each score of full training,", got: "\(curves.count)",
        path: ["curves"])
    }
    let curve = CorrelationCurve(full: full.map(\.value), curves: curves.map(\.curve), intervals: nil)
    return try curve.points.map { point in
      let interval = point.tau == nil ? .null : try options.interval(of: point.pairs)
      return [
        "step": .integer(point.step), "hours": .number(point.hours), "pairs": .integer(point.pairs.models.count),
        "tau": point.tau.map { .number($0.coefficient) } ?? .null,
        "p_value": point.tau.map { .number($0.pValue) } ?? .null, "interval": interval,
        "median_accuracy": point.medianAccuracy.map { .number($0) } ?? .null,
        "problem": point.problem.map { .string($0.description) } ?? .null,
      ]
    }
  }

  struct PointOptions: LuaOptions, Sendable {
    var step = 0
    var hours = 0.0
    var tau: Double?
    var medianAccuracy: Double?
    var ignored: LuaIgnored?
    static let fields = [
      LuaField("step", "the step", \PointOptions.step, required: true),
      LuaField("hours", "hours of training until then", \PointOptions.hours, required: true),
      LuaField("tau", "the correlation with full training, where there is one", \PointOptions.tau),
      LuaField("median_accuracy", "the median accuracy, where there is one", \PointOptions.medianAccuracy),
      LuaField(
        "p_value", "ignored, like all that follows: points of correlation_curve have it", \PointOptions.ignored),
      LuaField("interval", "ignored", \PointOptions.ignored), LuaField("pairs", "ignored", \PointOptions.ignored),
      LuaField("problem", "ignored", \PointOptions.ignored),
    ]
  }

  /// A value that is not looked at.
  struct LuaIgnored: FromLua, Sendable {
    static var luaTypeName: String { "any" }
    static func peek(_ stack: LuaStack, at index: Int32) -> LuaIgnored { LuaIgnored() }
  }

  struct EndOptions: LuaOptions, Sendable {
    var correlation = 0.65
    var latencyCorrelation = 0.65
    var accuracy: Double?
    var hours: Double? = 3
    var best: Double?
    var latencyTau: Double?
    static let fields = [
      LuaField("correlation", "the tau that is enough", \EndOptions.correlation),
      LuaField("accuracy", "a median accuracy that is enough as well", \EndOptions.accuracy),
      LuaField("hours", "what it may take", \EndOptions.hours),
      LuaField("best", "the fewest hours in which another proxy task has succeeded", \EndOptions.best),
      LuaField("latency_tau", "how latencies agree with those of full training", \EndOptions.latencyTau),
      LuaField("latency_correlation", "what latency_tau must be at least", \EndOptions.latencyCorrelation),
    ]
  }

  static let proxyEnd = LuaFunction(
    "proxy_end",
    "How a proxy task ends by what it has shown: at the first step where its correlation or median accuracy is enough, "
      + "or where it has taken too long.",
    LuaParameter<[PointOptions]>(
      "points", "what correlation_curve gives, or tables with step, hours and tau",
      stub: "(CorrelationPoint|ProxyPoint)[]"),
    LuaParameter<EndOptions>("limits", "what is enough, and what it may take"),
    returns: LuaResult<JSON>("how it ends; nil while it should go on", stub: "ProxyEnd?")
  ) { points, options in
    var limits = ProxyLimits()
    limits.desiredCorrelation = options.correlation
    limits.desiredLatencyCorrelation = options.latencyCorrelation
    limits.desiredAccuracy = options.accuracy
    limits.hours = options.hours
    let readings = points.map {
      ProxyReading(step: $0.step, hours: $0.hours, correlation: $0.tau, medianAccuracy: $0.medianAccuracy)
    }
    guard
      let end = ProxyVerdict.end(readings, limits, best: options.best)?
        .checked(latencyCorrelation: options.latencyTau, limits)
    else { return .null }
    return [
      "state": .string(end.state.rawValue), "success": .bool(end.state.isSuccess),
      "hours": end.hours.map { .number($0) } ?? .null, "step": end.step.map { .integer($0) } ?? .null,
    ]
  }

  struct ScheduleOptions: LuaOptions, Sendable {
    var start = 30
    var final = 10
    var drops = 5
    static let fields = [
      LuaField("start", "models to begin with", \ScheduleOptions.start),
      LuaField("final", "models to train in full, at least 5", \ScheduleOptions.final),
      LuaField("drops", "models to drop after each round", \ScheduleOptions.drops),
    ]
  }

  static let referenceSchedule = LuaFunction(
    "reference_schedule",
    "How reference models are trained and thinned out by rounds, each of which goes on where the last one stopped.",
    LuaParameter<ScheduleOptions>("options", "how many models"),
    returns: LuaResult<JSON>("the rounds and what they cost", stub: "ReferenceSchedule")
  ) { options in
    let schedule = try ReferenceSchedule(start: options.start, final: options.final, drops: options.drops)
    return [
      "cost": .number(schedule.cost), "max_failed": .integer(schedule.maxFailed),
      "rounds": .array(
        schedule.rounds.map {
          ["models": .integer($0.models), "percent": .number($0.percent), "kept": .integer($0.kept)]
        }),
    ]
  }

  static let records = [
    LuaRecordType(
      "CorrelationPoint", "What a proxy task shows at one step.",
      fields: [
        .init("step", "the step, counted from 0", "integer"),
        .init("hours", "hours of training until then, of the model with the median accuracy", "number"),
        .init("pairs", "models with both scores", "integer"),
        .init("tau", "Kendall's tau-b", "number?"), .init("p_value", "its p value", "number?"),
        .init("interval", "its bootstrap interval, where it is asked for", "Interval?"),
        .init("median_accuracy", "the upper median of the accuracies", "number?"),
        .init("problem", "why there is no correlation", "string?"),
      ]),
    LuaRecordType(
      "ProxyReport", "What a model reported on a proxy task.",
      fields: [
        .init("step", "the step that ended with the report, counted from 0", "integer"),
        .init("accuracy", "the accuracy then", "number"),
        .init("hours", "hours of training until then; 0 if left out", "number?"),
      ]),
    LuaRecordType(
      "ProxyPoint", "A step of a proxy task in the numbers by which it ends.",
      fields: [
        .init("step", "the step", "integer"), .init("hours", "hours of training until then", "number"),
        .init("tau", "the correlation with full training, where there is one", "number?"),
        .init("median_accuracy", "the median accuracy, where there is one", "number?"),
      ]),
    LuaRecordType(
      "ProxyEnd", "How a proxy task ended.",
      fields: [
        .init("state", "why: 'Met desired correlation', 'Exceeded training time limit' and the like", "string"),
        .init("success", "whether it may be chosen", "boolean"),
        .init("hours", "the hours that are enough, of a success", "number?"),
        .init("step", "the step that is enough, of a success", "integer?"),
      ]),
    LuaRecordType(
      "ReferenceSchedule", "Rounds of training reference models.",
      fields: [
        .init("rounds", "in order", "ReferenceRound[]"),
        .init("cost", "of all rounds, in full trainings", "number"),
        .init("max_failed", "failures up to which to go on", "integer"),
      ]),
    LuaRecordType(
      "ReferenceRound", "A round: train, then drop.",
      fields: [
        .init("models", "how many models are trained", "integer"),
        .init("percent", "how much of a full training each has done at its end", "number"),
        .init("kept", "how many models go on", "integer"),
      ]),
  ]
}
