import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace
import Synchronization

/// The keys that `nas.simulate` and `nas.compare` share.
protocol SimulationKeys: LuaOptions {
  var space: SpaceArgument? { get set }
  var trainer: TrainerArgument { get set }
  var reward: RewardArgument? { get set }
  var objectives: [ObjectiveArgument] { get set }
  var limits: [LimitArgument] { get set }
  var trials: SimulatedTrialOptions { get set }
  var seed: Int { get set }
  var duration: DurationArgument? { get set }
  var measure: LuaOneOrMore<MeasureOptions> { get set }
  var stop: [StopArgument] { get set }
  var earlyStopping: EarlyStoppingArgument? { get set }
}

extension SimulationKeys {
  static var commonFields: [LuaField<Self>] {
    [
      LuaField(
        "space", "what is searched", \Self.space as WritableKeyPath<Self, SpaceArgument?> & Sendable,
        required: true),
      LuaField(
        "trainer", "what stands in for training: a function(arch, config, report), or a table of nas.table",
        \Self.trainer as WritableKeyPath<Self, TrainerArgument> & Sendable, required: true),
      LuaField(
        "reward", "a metric's name, a reward, or a function of the metrics; the first objective if left out",
        \Self.reward as WritableKeyPath<Self, RewardArgument?> & Sendable),
      LuaField(
        "objectives", "what is traded against each other: nas.maximize and nas.minimize of metrics",
        \Self.objectives as WritableKeyPath<Self, [ObjectiveArgument]> & Sendable),
      LuaField(
        "limits", "what every architecture has to keep: nas.at_most and nas.at_least of metrics",
        \Self.limits as WritableKeyPath<Self, [LimitArgument]> & Sendable),
      LuaField(
        "trials", "how many, and how many at once",
        \Self.trials as WritableKeyPath<Self, SimulatedTrialOptions> & Sendable),
      LuaField(
        "seed", "where all randomness comes from", \Self.seed as WritableKeyPath<Self, Int> & Sendable),
      LuaField(
        "duration", "the virtual seconds that a trial lasts: a number, or a function(arch, metrics)",
        \Self.duration as WritableKeyPath<Self, DurationArgument?> & Sendable),
      LuaField(
        "measure", "what architectures must keep to before they are trained: measures that are functions",
        \Self.measure as WritableKeyPath<Self, LuaOneOrMore<MeasureOptions>> & Sendable),
      LuaField(
        "stop", "a list of stop rules or functions of the search's view",
        \Self.stop as WritableKeyPath<Self, [StopArgument]> & Sendable),
      LuaField(
        "early_stopping", "a rule of nas.early_stopping, or a function of a trial that has just reported",
        \Self.earlyStopping as WritableKeyPath<Self, EarlyStoppingArgument?> & Sendable),
    ]
  }

  /// The simulation that the keys describe, with its controller left open.
  ///
  /// - Parameter judge: a reward besides, whose metrics are needed too.
  func simulation(_ context: LunasContext, judge: Reward? = nil) throws -> Simulation {
    guard var space = space?.space else {
      throw LuaConversionError(expected: "table", got: "nil", path: ["space"])
    }
    // Simulations ask for the forms of the same few thousand architectures again and again.
    if let canonical = space.canonical { space = try space.with(canonical: canonical.remembering()) }
    let aims = try Aims(reward: reward?.reward(context), objectives: objectives, limits: limits)
    let measures = try measure.measures(context)
    let measured = Set(measures.flatMap(\.metrics))
    var needs =
      aims.metrics.filter { !measured.contains($0.metric) } + (judge?.metrics ?? []).map { ($0, "the judge") }
    needs += (earlyStopping?.metrics ?? []).map { ($0, "early stopping") }
    var simulation = Simulation(
      space: space, trainer: try trainer.simulated(context, for: space, needs).measured(by: measures),
      reward: aims.reward)
    simulation.goals = aims.goals
    simulation.seed = context.overrides.seed ?? UInt64(bitPattern: Int64(seed))
    simulation.limits = try trials.limits(context.overrides)
    simulation.duration = duration?.length(context)
    simulation.stopRules = stop.enumerated().map { $0.element.rule(context, position: $0.offset + 1) }
    let early = try earlyStopping?.earlyStopping(
      context, reward: simulation.reward, objectives: aims.goals.objectives)
    simulation.watcher = early.map { EarlyStoppingWatcher($0) }
    return simulation
  }

  /// Whether nothing in it calls the script, but for a canonical form, whose answers are remembered.
  var isNative: Bool {
    guard case .table(let table) = trainer, table.isNative, space?.space.hasTests == false else { return false }
    if case .function = reward { return false }
    if case .function = duration { return false }
    if !measure.all.isEmpty { return false }
    if case .function = earlyStopping { return false }
    return stop.allSatisfy { if case .ready = $0 { true } else { false } }
  }
}

/// How many trials a simulation has.
struct SimulatedTrialOptions: LuaOptions {
  var max = 100
  var parallel = 1
  var timeout: LuaSpan?
  var maxFailed: Int?
  static let fields = [
    LuaField("max", "trials in all", \SimulatedTrialOptions.max),
    LuaField("parallel", "trials at once", \SimulatedTrialOptions.parallel),
    LuaField("timeout", "how long a trial may last, in virtual time", \SimulatedTrialOptions.timeout),
    LuaField(
      "max_failed", "failed trials at which the search ends as failed; a third of max if left out",
      \SimulatedTrialOptions.maxFailed),
  ]

  func limits(_ overrides: LunasContext.Overrides) throws -> SearchLimits {
    var options = TrialOptions()
    (options.max, options.parallel) = (max, parallel)
    (options.timeout, options.maxFailed) = (timeout, maxFailed)
    return try options.limits(overrides)
  }
}

/// Virtual seconds, or a Lua function that gives them.
enum DurationArgument: FromLua {
  case span(LuaSpan)
  case function(LuaCallable)

  static var luaTypeName: String { "seconds, text such as '2h', or function" }
  static var luaStubType: String {
    "\(LuaSpan.luaStubType)|fun(arch: any, metrics: \(Metrics.luaStubType)): \(LuaSpan.luaStubType)"
  }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> DurationArgument {
    if stack.isFunction(at: index) { return .function(try stack.peek(at: index)) }
    do { return .span(try stack.peek(LuaSpan.self, at: index)) } catch let problem as LuaConversionError {
      throw LuaConversionError(expected: luaTypeName, got: problem.got)
    }
  }

  func length(_ context: LunasContext) -> Simulation.Length {
    switch self {
    case .span(let span): return { _, _ in span.seconds }
    case .function(let function):
      let lua = context.lua
      return { request, training in
        do {
          return try await lua.call(
            function.reference,
            [LuaArchitecture(request.table), JSON.object(training.metrics.mapValues { .number($0) })],
            as: LuaSpan.self
          ).seconds
        } catch let problem as LuaConversionError {
          throw BindingError("the function 'duration' gave no time for trial \(request.number): \(problem)")
        }
      }
    }
  }
}

extension TrainerArgument {
  /// What stands in for training in a simulation.
  func simulated(
    _ context: LunasContext, for space: SearchSpace, _ needs: [(metric: String, purpose: String)]
  ) throws -> SimulatedTrainer {
    switch self {
    case .command:
      throw LuaConversionError(
        expected: "a function or a table of nas.table, which answer at once", got: "a program", path: ["trainer"])
    case .table(let table): return try table.trainer(for: space, needs).simulated
    case .function(let function):
      let lua = context.lua
      return SimulatedTrainer { request in
        let reports = SimulatedReports()
        let reporter = LuaFunction(
          "report", "Reports the metrics of a step.", LuaParameter<Int>("step", "the step"),
          LuaParameter<Metrics>("metrics", "numbers by name"), returns: .nothing
        ) { step, metrics in
          reports.add(.init(step: step, metrics: metrics.values))
          return LuaNothing()
        }
        let answer = try await lua.call(
          function.reference, [LuaArchitecture(request.table), JSON.object([:]), reporter], as: TrainerAnswer.self)
        return SimulatedTraining(metrics: try answer.metrics(), reports: reports.all)
      }
    }
  }
}

/// What a simulated trainer has reported.
private final class SimulatedReports: Sendable {
  private let reports = Mutex<[SimulatedTraining.Report]>([])
  var all: [SimulatedTraining.Report] { reports.withLock { $0 } }
  func add(_ report: SimulatedTraining.Report) { reports.withLock { $0.append(report) } }
}
