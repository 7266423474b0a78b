import Launchers
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace

// The keys of nas.search that take more than one kind of value.

/// A program with its arguments, or a Lua function.
enum TrainerArgument: FromLua {
  case command([String])
  case function(LuaCallable)
  case table(LuaTrainingTable)

  static var luaTypeName: String { "list of strings, function or table of nas.table" }
  static var luaStubType: String {
    "string[]|TrainingTable|fun(arch: table, config: table, report: fun(step: integer, metrics: \(Metrics.luaStubType))): "
      + TrainerAnswer.luaStubType
  }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> TrainerArgument {
    try stack.rejectUncalled(at: index, expected: luaTypeName, rules: EarlyStoppingFunctions.module)
    if stack.isFunction(at: index) { return .function(try stack.peek(at: index)) }
    if let table = stack.object(LuaTrainingTable.self, at: index) { return .table(table) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    let arguments = try stack.peek([String].self, at: index)
    if arguments.isEmpty {
      throw LuaConversionError(expected: "a program and its arguments", got: "an empty list")
    }
    return .command(arguments)
  }

  func trainer(
    _ context: LunasContext, for space: SearchSpace, _ needs: [(metric: String, purpose: String)]
  ) throws -> Trainer {
    switch self {
    case .command(let arguments): return .command(arguments)
    case .table(let table): return try table.trainer(for: space, needs).trainer
    case .function(let function):
      let lua = context.lua
      return .function { architecture, config, report in
        // It waits until it is clear that the trial goes on; one that is ended has no next line.
        let reporter = LuaFunction(
          "report", "Reports the metrics of a step.", LuaParameter<Int>("step", "the step"),
          LuaParameter<Metrics>("metrics", "numbers by name"), returns: .nothing
        ) { (step: Int, metrics: Metrics) async throws -> LuaNothing in
          try await report(step, metrics.values)
          return LuaNothing()
        }
        return try await lua.call(
          function.reference, [LuaArchitecture(architecture), config, reporter], as: TrainerAnswer.self
        ).metrics()
      }
    }
  }
}

/// Numbers by name.
struct Metrics: FromLua, Sendable {
  let values: [String: Double]
  static var luaTypeName: String { "table of numbers by name" }
  static var luaStubType: String { "table<string, number>" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> Metrics {
    // An empty table has no names, and reads as a list: a trainer that has reported everything returns it.
    guard let json = try? stack.peek(JSON.self, at: index),
      let members = json == .array([]) ? [:] : json.objectValue
    else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return Metrics(values: try numbers(members))
  }

  /// Every member as a number: one that is left out without a word would be missed later, and elsewhere.
  static func numbers(_ members: [String: JSON]) throws -> [String: Double] {
    for (name, value) in members.sorted(by: { $0.key < $1.key }) where value.doubleValue == nil {
      throw MetricError(
        name: name, kind: value.arrayValue == nil && value.objectValue == nil ? value.kind : "table")
    }
    return members.compactMapValues(\.doubleValue)
  }
}

/// A metric that is no number.
struct MetricError: Error, CustomStringConvertible {
  let name: String
  let kind: String
  var description: String { "the metric '\(name)' is a \(kind), expected a number" }
}

/// What a trainer that is a function returns: metrics, or why the architecture cannot be trained.
struct TrainerAnswer: FromLua, Sendable {
  private let metricValues: [String: Double]
  private let infeasible: JSON?
  static var luaTypeName: String { Metrics.luaTypeName }
  static var luaStubType: String { "\(Metrics.luaStubType)|{ infeasible: string|true }" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> TrainerAnswer {
    guard stack.isTable(at: index) else {
      throw TrainerAnswerError(
        problem: "the trainer returned \(stack.kind(at: index)), expected a table of metrics")
    }
    guard let json = try? stack.peek(JSON.self, at: index),
      var members = json == .array([]) ? [:] : json.objectValue
    else { throw TrainerAnswerError(problem: "the trainer returned a list, expected a table of metrics by name") }
    let infeasible = members["infeasible"]
    switch infeasible {
    case nil, .null, .string, .bool: members["infeasible"] = nil
    // A flag that is not set is a metric like any other; what another number would mean is not clear.
    case .integer(0), .number(0): break
    case let other?:
      throw TrainerAnswerError(
        problem: "the trainer returned infeasible = \(other.text), expected the reason as a string, or true")
    }
    // What cannot be trained has no metrics to be checked.
    let isTrained = TrainerWords.infeasible(infeasible) == nil
    return TrainerAnswer(metricValues: isTrained ? try Metrics.numbers(members) : [:], infeasible: infeasible)
  }

  /// The metrics.
  ///
  /// - Throws: ``InfeasibleArchitecture``.
  func metrics() throws -> [String: Double] {
    if let reason = TrainerWords.infeasible(infeasible) { throw InfeasibleArchitecture(reason: reason) }
    return metricValues
  }
}

/// What a trainer that is a function returned in place of metrics.
struct TrainerAnswerError: Error, CustomStringConvertible {
  let problem: String
  var description: String { problem }
}

extension LuaStack {
  /// A value's type with its article.
  fileprivate func kind(at index: Int32) -> String {
    let name = typeName(at: index)
    return name == "nil" || name == "no value" ? "nothing" : "a \(name)"
  }
}

/// A metric's name, a ready-made reward, or a Lua function of the metrics.
enum RewardArgument: FromLua {
  case metric(String)
  case ready(LuaReward)
  case function(LuaCallable)

  static var luaTypeName: String { "metric's name, reward or function" }
  static var luaStubType: String { "string|Reward|fun(metrics: \(Metrics.luaStubType)): number" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> RewardArgument {
    if stack.isString(at: index) { return .metric(try stack.peek(at: index)) }
    try stack.rejectUncalled(at: index, expected: luaTypeName, rules: RewardFunctions.module)
    if stack.isFunction(at: index) { return .function(try stack.peek(at: index)) }
    guard let reward = try? stack.peek(LuaReward.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return .ready(reward)
  }

  func reward(_ context: LunasContext) -> Reward {
    switch self {
    case .metric(let name): return .metric(name)
    case .ready(let reward): return reward.reward
    case .function(let function):
      let lua = context.lua
      return Reward(name: "a function") { metrics in
        do {
          return try await lua.call(
            function.reference, [JSON.object(metrics.mapValues { .number($0) })], as: Double.self,
            in: context.answerRun())
        } catch let problem as LuaConversionError {
          throw BindingError("the reward function gave no number: \(problem)")
        } catch LuaError.stopped(.outOfTime) {
          throw BindingError("the reward function \(context.lateAnswer)")
        }
      }
    }
  }
}

/// A ready-made stop rule, or a Lua function of the search's view.
enum StopArgument: FromLua {
  case ready(LuaStopRule)
  case function(LuaCallable)

  static var luaTypeName: String { "stop rule or function" }
  static var luaStubType: String { "StopRule|fun(view: SearchView): (string|boolean|nil)" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> StopArgument {
    try stack.rejectUncalled(at: index, expected: luaTypeName, rules: StopFunctions.module)
    if stack.isFunction(at: index) { return .function(try stack.peek(at: index)) }
    guard let rule = try? stack.peek(LuaStopRule.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return .ready(rule)
  }

  func rule(_ context: LunasContext, position: Int) -> StopRule {
    switch self {
    case .ready(let rule): return rule.rule
    case .function(let function):
      let lua = context.lua
      return StopRule(name: "stop[\(position)]") { view in
        try await context.reason(from: "the rule") { run in
          try await lua.call(function.reference, [LuaSearchView(view: view)], as: JSON.self, in: run)
        }
      }
    }
  }
}

extension LunasContext {
  /// What a function that ends something answers: a reason, or nil for going on.
  func reason(from what: String, _ ask: (LuaRun) async throws -> JSON) async throws -> String? {
    let answer: JSON
    let run = answerRun()
    do {
      answer = try await withTaskCancellationHandler {
        try await ask(run)
      } onCancel: {
        run.interrupt()
      }
    } catch LuaError.stopped(.outOfTime) {
      throw BindingError("it \(lateAnswer)")
    }
    switch answer {
    case .null, .bool(false): return nil
    case .bool(true): return "\(what) says so"
    case .string(let reason): return reason
    case let other: throw BindingError("it must return a reason, true, false or nil, got \(other.text)")
    }
  }
}

extension LunasContext {
  /// A run that ends when the answer is late.
  func answerRun() -> LuaRun { LuaRun(limits: LuaLimits(duration: answerLimit)) }

  var lateAnswer: String { "ran longer than \(answerLimit) without an answer" }
}
