import LuaHost
import PlainJSON
import SearchEngine

/// A Lua function that decides about a trial that has just failed.
struct FailureArgument: FromLua, Sendable {
  let callable: LuaCallable

  static var luaTypeName: String { "function" }
  static var luaStubType: String { "fun(trial: FailedTrial): \(FailureAnswerValue.luaStubType)" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> FailureArgument {
    FailureArgument(callable: try stack.peek(at: index))
  }

  func function(_ context: LunasContext) -> @Sendable (FailedTrial) async throws -> FailureAnswer {
    let (lua, function) = (context.lua, callable.reference)
    return { trial in
      let run = context.answerRun()
      do {
        return try await withTaskCancellationHandler {
          try await lua.call(function, [LuaFailedTrial(trial: trial)], as: FailureAnswerValue.self, in: run).answer
        } onCancel: {
          run.interrupt()
        }
      } catch LuaError.stopped(.outOfTime) {
        throw FunctionTooSlow("it \(context.lateAnswer)")
      } catch let problem as LuaConversionError {
        throw BindingError("what it returned: \(problem)")
      }
    }
  }
}

/// What `on_failure` returns.
struct FailureAnswerValue: FromLua, Sendable {
  let answer: FailureAnswer

  /// What a trial is tried again with, or why it cannot be trained.
  struct FailureChanges: LuaOptions {
    var config: JSON?
    var infeasible: JSON?
    var timeout: LuaSpan?
    var silence: LuaSpan?
    var gpus: Int?
    var gpuMemory: LuaSize?
    var cores: Int?
    var memory: LuaSize?
    static let fields = [
      LuaField(
        "config", "values of {config.KEY} that take the place of the search's", \FailureChanges.config,
        stub: "table<string, any>?"),
      LuaField("timeout", "how long it may run", \FailureChanges.timeout),
      LuaField("silence", "how long it may say nothing", \FailureChanges.silence),
      LuaField("gpus", "whole GPUs", \FailureChanges.gpus),
      LuaField("gpu_memory", "a share of one GPU's memory", \FailureChanges.gpuMemory),
      LuaField("cores", "CPU cores", \FailureChanges.cores),
      LuaField("memory", "the machine's memory", \FailureChanges.memory),
      LuaField(
        "infeasible", "instead of all these: why the architecture cannot be trained", \FailureChanges.infeasible,
        stub: "string|true|nil"),
    ]
  }

  static var luaTypeName: String {
    "nil, false, 'retry', 'infeasible' or a table such as { config = { batch = 16 } }"
  }
  static var luaStubType: String { "nil|false|\"retry\"|\"infeasible\"|FailureChanges" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> FailureAnswerValue {
    if stack.isNil(at: index) { return FailureAnswerValue(answer: .asUsual) }
    if stack.isTable(at: index) { return FailureAnswerValue(answer: try changes(stack.peek(at: index))) }
    if stack.isString(at: index) {
      switch try stack.peek(String.self, at: index) {
      case "retry": return FailureAnswerValue(answer: .retry(TrialOverrides()))
      case "infeasible": return FailureAnswerValue(answer: .infeasible(nil))
      case let other: throw LuaConversionError(expected: luaTypeName, got: "'\(other)'")
      }
    }
    if try stack.peek(JSON.self, at: index) == .bool(false) { return FailureAnswerValue(answer: .fail) }
    throw stack.mismatch(expected: luaTypeName, at: index)
  }

  static let record = LuaRecordType(
    "FailureChanges", "What on_failure may return to try a trial again with something changed.",
    fields: [
      .init("config", "values of {config.KEY} that take the place of the search's", "table<string, any>?"),
      .init("timeout", "how long it may run", "number|string|nil"),
      .init("silence", "how long it may say nothing", "number|string|nil"),
      .init("gpus", "whole GPUs", "integer?"),
      .init("gpu_memory", "a share of one GPU's memory", "integer|string|nil"),
      .init("cores", "CPU cores", "integer?"),
      .init("memory", "the machine's memory", "integer|string|nil"),
      .init("infeasible", "instead of all these: why the architecture cannot be trained", "string|true|nil"),
    ])

  static var valueWhenMissing: FailureAnswerValue? { FailureAnswerValue(answer: .asUsual) }

  private static func changes(_ changes: FailureChanges) throws -> FailureAnswer {
    switch changes.infeasible {
    case nil, .null, .bool(false): break
    case .bool(true): return .infeasible(nil)
    case .string(let reason): return .infeasible(reason)
    case let other?:
      throw LuaConversionError(expected: "the reason as a string, or true", got: other.text, path: ["infeasible"])
    }
    var overrides = TrialOverrides()
    if let config = changes.config, config != .array([]) {
      guard let members = config.objectValue else {
        throw LuaConversionError(expected: "a table with names as keys", got: "a \(config.kind)", path: ["config"])
      }
      overrides.config = members
    }
    for (key, count) in [("gpus", changes.gpus), ("cores", changes.cores)] {
      if let count, count < 0 { throw LuaConversionError(expected: "at least 0", got: "\(count)", path: [key]) }
    }
    if let gpus = changes.gpus, changes.gpuMemory != nil {
      throw LuaConversionError(
        expected: "either gpus or gpu_memory", got: "both (gpus = \(gpus))", path: ["gpu_memory"])
    }
    for (key, span) in [("timeout", changes.timeout), ("silence", changes.silence)] {
      try span?.checkAboveZero(path: [key])
    }
    overrides.timeout = changes.timeout?.seconds
    overrides.silence = changes.silence?.seconds
    overrides.gpus = changes.gpus
    overrides.gpuMemory = changes.gpuMemory?.bytes
    overrides.cores = changes.cores
    overrides.memory = changes.memory?.bytes
    return .retry(overrides)
  }
}

/// What `on_failure` sees.
struct LuaFailedTrial: LuaObject {
  let trial: FailedTrial

  static let luaType = LuaObjectType("FailedTrial", "What on_failure sees of a trial that has just failed.") {
    LuaProperty("id", "its number") { (own: LuaFailedTrial) in own.trial.number }
    LuaProperty("architecture", "the decided table") { (own: LuaFailedTrial) in
      LuaArchitecture(own.trial.architecture)
    }
    LuaProperty("attempt", "which attempt it was, from 1") { (own: LuaFailedTrial) in own.trial.attempt }
    LuaProperty("retries", "how often it was tried again before") { (own: LuaFailedTrial) in own.trial.retries }
    LuaProperty("failure", "how it failed: 'out_of_memory', 'timed_out', 'crashed', ...") {
      (own: LuaFailedTrial) in own.trial.failure
    }
    LuaProperty("reason", "why, in words") { (own: LuaFailedTrial) in own.trial.reason }
    LuaProperty("metrics", "the last value of each metric of this attempt") { (own: LuaFailedTrial) in
      JSON.object(own.trial.metrics.mapValues { .number($0) })
    }
    LuaProperty("config", "the values of {config.KEY} of this attempt") { (own: LuaFailedTrial) in
      JSON.object(own.trial.config)
    }
    LuaProperty("log", "the last lines that it printed") { (own: LuaFailedTrial) in own.trial.log }
  }
}
